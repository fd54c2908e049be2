// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.jms.connection;

import jakarta.jms.IllegalStateException;
import jakarta.jms.JMSException;
import jakarta.jms.MessageListener;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;
import org.portagemq.client.session.Failure;
import org.portagemq.client.session.LinkClient;
import org.portagemq.client.session.SessionCommand;
import org.portagemq.client.session.SessionCommand.Outcome;
import org.portagemq.client.session.SessionEvent;
import org.portagemq.jms.message.Messages;
import org.portagemq.jms.message.PortageMessage;
import org.portagemq.jms.options.ConnectionOptions;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What a session does behind its interface: its consumers, its lock, and the one thread that calls its listeners. */
final class SessionWork {

    private static final Logger LOG = LoggerFactory.getLogger(SessionWork.class);

    private final PortageConnection connection;
    private final Acknowledgements acknowledgements;
    private final Completions completions;
    private final Loaded loaded = new Loaded();
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final List<PortageConsumer> consumers = new ArrayList<>();
    private int next;
    private boolean used;
    private Thread dispatcher;
    private PortageConsumer dispatching;
    /** The application server's thread that runs it. */
    private Thread runner;

    private boolean closed;

    SessionWork(PortageConnection connection, AckMode mode) {
        this.connection = connection;
        this.acknowledgements = new Acknowledgements(connection.uplink(), mode);
        this.completions = new Completions(connection.options().closeTimeoutMs());
    }

    Uplink uplink() {
        return connection.uplink();
    }

    ConnectionOptions options() {
        return connection.options();
    }

    PortageConnection connection() {
        return connection;
    }

    Acknowledgements acknowledgements() {
        return acknowledgements;
    }

    Completions completions() {
        return completions;
    }

    boolean isStarted() {
        return connection.isStarted();
    }

    // The lock.

    /** Something done with the lock held. */
    interface Locked<T> {
        T run();
    }

    /** Something done with the lock held, that may fail. */
    interface Choice<T> {
        T choose() throws JMSException;
    }

    <T> T locked(Locked<T> action) {
        lock.lock();
        try {
            return action.run();
        } finally {
            lock.unlock();
        }
    }

    void locked(Runnable action) {
        lock.lock();
        try {
            action.run();
        } finally {
            lock.unlock();
        }
    }

    /** Wakes all who wait; with the lock held. */
    void signal() {
        changed.signalAll();
    }

    void wake() {
        locked(this::signal);
    }

    /**
     * Waits until the condition holds, and chooses.
     *
     * @param nanos how long at most; left behind is what is left
     */
    <T> T await(long[] nanos, BooleanSupplier condition, Choice<T> choice) throws JMSException {
        lock.lock();
        try {
            while (!condition.getAsBoolean() && nanos[0] > 0 && lostReason() == null) {
                nanos[0] = changed.awaitNanos(nanos[0]);
            }
            Failure lost = lostReason();
            if (!condition.getAsBoolean() && lost != null) {
                throw Exceptions.of(lost, null);
            }
            return choice.choose();
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw Exceptions.caused(
                    new JMSException("the thread was interrupted while it waited", "INTERRUPTED"), interrupted);
        } finally {
            lock.unlock();
        }
    }

    private Failure lostReason() {
        return uplink().lost();
    }

    // Consumers.

    /** Whether there was a consumer. */
    boolean isUsed() {
        return locked(() -> used);
    }

    void add(PortageConsumer consumer) {
        locked(() -> {
            consumers.add(consumer);
            used = true;
        });
    }

    void remove(PortageConsumer consumer) {
        locked(() -> {
            consumers.remove(consumer);
        });
    }

    List<PortageConsumer> consumers() {
        return locked(() -> List.copyOf(consumers));
    }

    /** There is a link again, and its consumers have begun by it. */
    void restored() {
        consumers().forEach(PortageConsumer::restored);
        wake();
    }

    boolean hasListeners() {
        return loaded.listener() != null || locked(() -> consumers.stream().anyMatch(PortageConsumer::hasListener));
    }

    void consumerEnded(PortageConsumer consumer, Failure reason) {
        if (locked(consumer::hasListener)) {
            connection.report(Exceptions.of(reason, null));
        }
    }

    /** The message, or null when it has expired or was tried too often. */
    PortageMessage messageOf(Taken taken) throws JMSException {
        PortageMessage message;
        try {
            message = Messages.of(taken.delivery().message(), options().objectRules());
        } catch (JMSException malformed) {
            LOG.warn("a message that cannot be read is rejected", malformed);
            drop(taken);
            return null;
        }
        int limit = options().maxRedeliveries();
        boolean tooOften = limit >= 0 && taken.delivery().message().attempts() > limit;
        boolean expired = options().localMessageExpiry()
                && message.getJMSExpiration() > 0
                && message.getJMSExpiration() <= System.currentTimeMillis();
        if (tooOften || expired) {
            drop(taken);
            return null;
        }
        if (!options().validatePropertyNames()) {
            message.allowAnyPropertyName();
        }
        message.acknowledger(() -> acknowledge(taken));
        return message;
    }

    private void drop(Taken taken) {
        if (!taken.consumer().wish().settled()) {
            acknowledgements.settle(taken, Outcome.REJECT);
        }
    }

    private void acknowledge(Taken taken) throws JMSException {
        requireOpen();
        acknowledgements.acknowledge(taken);
    }

    void requireOpen() throws IllegalStateException {
        if (locked(() -> closed)) {
            throw Exceptions.closed("session");
        }
    }

    boolean isClosed() {
        return locked(() -> closed);
    }

    // Listeners.

    /** Starts the thread that calls listeners, if it does not run. */
    void dispatch() {
        locked(() -> {
            if (dispatcher == null && !closed) {
                dispatcher = new Thread(this::callListeners, "portage-jms-listener");
                dispatcher.setDaemon(options().useDaemonThread());
                dispatcher.start();
            }
        });
    }

    boolean isListenerThread() {
        return locked(() -> dispatcher == Thread.currentThread() || runner == Thread.currentThread());
    }

    private void callListeners() {
        while (true) {
            Taken taken = awaitNext();
            if (taken == null) {
                return;
            }
            try {
                call(taken);
            } catch (JMSException | RuntimeException fault) {
                LOG.error("a message could not be given to its listener", fault);
            } finally {
                locked(() -> {
                    dispatching = null;
                    signal();
                });
            }
        }
    }

    private Taken awaitNext() {
        lock.lock();
        try {
            while (!closed) {
                PortageConsumer ready = isStarted() ? nextReady() : null;
                if (ready != null) {
                    dispatching = ready;
                    return new Taken(ready, ready.poll());
                }
                changed.awaitUninterruptibly();
            }
            return null;
        } finally {
            lock.unlock();
        }
    }

    /** In turn, so that none is kept from its messages by another. */
    private PortageConsumer nextReady() {
        for (int i = 0; i < consumers.size(); i++) {
            PortageConsumer consumer = consumers.get((next + i) % consumers.size());
            if (consumer.isReady()) {
                next = (next + i + 1) % consumers.size();
                return consumer;
            }
        }
        return null;
    }

    private void call(Taken taken) throws JMSException {
        PortageConsumer consumer = taken.consumer();
        consumer.replenish();
        give(taken, consumer.listener());
        consumer.fetch();
    }

    private void give(Taken taken, MessageListener listener) throws JMSException {
        PortageMessage message = messageOf(taken);
        if (message != null && listener != null) {
            acknowledgements.handing(taken);
            boolean failed = false;
            try {
                listener.onMessage(message);
            } catch (RuntimeException thrown) {
                LOG.warn("the listener failed with {}", message, thrown);
                failed = !acknowledgements.mode().waits();
            }
            boolean more = !taken.consumer().hasNothing();
            if (failed ? acknowledgements.mode() != AckMode.PRE : acknowledgements.handed(taken, more)) {
                acknowledgements.redeliver(List.of(taken));
            }
        }
    }

    // Of application servers.

    Loaded loaded() {
        return loaded;
    }

    /** Takes messages that {@link #runLoaded} will give to the listener. */
    void load(List<Taken> batch) throws JMSException {
        requireOpen();
        if (loaded.listener() == null) {
            throw Exceptions.illegal("the session has no message listener: set one before it is run");
        }
        if (acknowledgements.mode() == AckMode.PRE) {
            batch.forEach(taken -> acknowledgements.settle(taken, Outcome.ACCEPT));
        }
        loaded.add(batch);
    }

    /** Gives what it was loaded with to its listener, on the caller's thread. */
    void runLoaded() {
        locked(() -> {
            runner = Thread.currentThread();
        });
        try {
            for (Taken next = nextLoaded(); next != null; next = nextLoaded()) {
                give(next, loaded.listener());
            }
        } catch (JMSException fault) {
            LOG.error("a message could not be given to its listener", fault);
        } finally {
            locked(() -> {
                runner = null;
                signal();
            });
        }
    }

    private Taken nextLoaded() {
        return isClosed() ? null : loaded.poll();
    }

    /** What was loaded and not seen goes back. */
    private void unload() {
        if (acknowledgements.mode() != AckMode.PRE) {
            loaded.takeAll().forEach(taken -> acknowledgements.settle(taken, Outcome.RELEASE));
        }
    }

    /** Returns when no listener runs; at once on the listener's own thread. */
    void awaitListeners() {
        awaitListener(null);
        lock.lock();
        try {
            while (runner != null && runner != Thread.currentThread()) {
                changed.awaitUninterruptibly();
            }
        } finally {
            lock.unlock();
        }
    }

    /** The same for the listener of one consumer, or null for any. */
    void awaitListener(PortageConsumer consumer) {
        lock.lock();
        try {
            while (dispatching != null
                    && (consumer == null || dispatching == consumer)
                    && dispatcher != Thread.currentThread()) {
                changed.awaitUninterruptibly();
            }
        } finally {
            lock.unlock();
        }
    }

    // The end.

    /** Refuses what a listener must not do. */
    void requireNoListenerThread(String what) throws IllegalStateException {
        if (isListenerThread()) {
            throw Exceptions.illegal("a message listener cannot " + what);
        }
    }

    void close() throws JMSException {
        List<PortageConsumer> all = new ArrayList<>();
        boolean first = locked(() -> {
            boolean open = !closed;
            closed = true;
            consumers.forEach(PortageConsumer::shut);
            all.addAll(consumers);
            signal();
            return open;
        });
        if (!first) {
            return;
        }
        awaitListeners();
        unload();
        completions.close();
        closeConsumers(all);
        all.forEach(PortageConsumer::detach);
    }

    /** First nothing more is pushed; then what was delivered goes back, and what was not behind it. */
    private void closeConsumers(List<PortageConsumer> all) throws JMSException {
        if (!uplink().isUp()) {
            return;
        }
        LinkClient link = uplink().link();
        List<CompletableFuture<SessionEvent.Answer>> answers = new ArrayList<>();
        for (PortageConsumer consumer : all) {
            answers.add(link.ask(request -> new SessionCommand.CloseSubscription(request, consumer.number())));
        }
        try {
            for (CompletableFuture<SessionEvent.Answer> answer : answers) {
                Waiting.await(answer, options().closeTimeoutMs());
            }
        } catch (JMSException failed) {
            if (link.ended() == null) {
                throw failed;
            }
        }
        acknowledgements.end();
        all.forEach(PortageConsumer::returnBuffer);
    }
}
