// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.jms.connection;

import jakarta.jms.JMSException;
import jakarta.jms.ResourceAllocationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;
import java.util.function.LongFunction;
import org.portagemq.client.session.Failure;
import org.portagemq.client.session.LinkClient;
import org.portagemq.client.session.Outgoing;
import org.portagemq.client.session.Place;
import org.portagemq.client.session.SessionCommand;
import org.portagemq.client.session.SessionEvent;
import org.portagemq.jms.options.ConnectionOptions;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A connection's way to its broker: one link after the other, where the options want that it is made again. Those who ask
 * and send wait meanwhile, as they do while the broker holds publishers. Thread-safe.
 */
final class Uplink {

    private static final Logger LOG = LoggerFactory.getLogger(Uplink.class);

    private final ConnectionOptions options;
    private final Owner owner;
    private final boolean lasting;
    private final Dialer dialer;
    private final Outbox outbox = new Outbox();
    private final AtomicLong numbers = new AtomicLong();
    private final AtomicLong sent = new AtomicLong();
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private volatile LinkClient link;
    private volatile boolean up;
    private volatile String held;
    private volatile Failure over;
    private Attempts attempts;

    /** Whose way it is. */
    interface Owner {
        /** As whom it connects again; null for nobody. */
        String clientId();

        /** The link has broken; another one will be made. Must not block. */
        void broken();

        /** Makes again what the broker has forgotten with the link before. */
        void restore(LinkClient link) throws JMSException;

        /** Everybody may use the link that was restored. */
        void restored();

        /** There is no broker any more, and will be none. Must not block. */
        void lost(Failure reason);
    }

    /**
     * Connects and logs in.
     *
     * @param name of the connection, which no other one has
     */
    Uplink(ConnectionOptions options, String name, Owner owner) throws JMSException {
        this.options = options;
        this.owner = owner;
        this.lasting = options.isLasting();
        this.dialer = new Dialer(options, name, numbers);
        this.link = Attempts.first(options.reconnect()).next(dialer, owner::clientId, new OfLink());
        if (lasting) {
            outbox.open(link);
        }
        use(link);
    }

    /** What the links tell of themselves. */
    private final class OfLink implements LinkClient.Listener {
        @Override
        public void held(String reason) {
            hold(reason);
        }

        @Override
        public void ended(Failure reason) {
            checkLink();
        }
    }

    private void hold(String reason) {
        lock.lock();
        try {
            held = reason;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    // Links come and go.

    /** From now on it is used, unless it has ended already, or the connection is closed. */
    private void use(LinkClient made) {
        lock.lock();
        try {
            up = over == null;
            attempts = null;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
        if (over != null) {
            made.close();
        }
        checkLink();
    }

    /** Sees whether the link that is used has ended. */
    private void checkLink() {
        Failure reason;
        lock.lock();
        try {
            reason = link == null ? null : link.ended();
            if (!up || reason == null) {
                return;
            }
            up = false;
            held = null;
            outbox.close();
            if (lasting && over == null) {
                attempts = Attempts.again(options.reconnect());
            }
            changed.signalAll();
        } finally {
            lock.unlock();
        }
        if (lasting && over == null) {
            LOG.warn("the connection to the broker is lost, and made again: {}", reason.text());
            owner.broken();
            Thread thread = new Thread(() -> makeAgain(reason), "portage-jms-reconnect");
            thread.setDaemon(true);
            thread.start();
        } else {
            end(reason);
        }
    }

    private void makeAgain(Failure why) {
        Attempts row = attempts;
        try {
            while (over == null && !restore(row, row.next(dialer, owner::clientId, new OfLink()))) {
                LOG.debug("it broke again");
            }
        } catch (JMSException ended) {
            LOG.debug("the connection is not made again", ended);
            end(new Failure(Failure.Kind.LOST, why.text() + ", and is not made again: " + ended.getMessage()));
        }
    }

    private boolean restore(Attempts row, LinkClient next) throws JMSException {
        link = next;
        try {
            owner.restore(next);
        } catch (JMSException failed) {
            LOG.debug("what belonged to the connection could not be made again", failed);
            next.close();
            row.requireAnother(failed);
            return false;
        }
        outbox.open(next);
        use(next);
        owner.restored();
        LOG.info("the connection to the broker was made again");
        return true;
    }

    private void end(Failure reason) {
        lock.lock();
        try {
            if (over != null) {
                return;
            }
            over = reason;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
        link.close();
        outbox.end(reason);
        owner.lost(reason);
    }

    /** The link of now, or the last one. */
    LinkClient link() {
        return link;
    }

    /** Whether there is a link of which nobody knows an end. */
    boolean isUp() {
        return up;
    }

    /** Why the broker is lost for good; null while it is not. */
    Failure lost() {
        return over;
    }

    /** A number for a subscription or transaction that no other one has. */
    long newNumber() {
        return numbers.incrementAndGet();
    }

    /** By what a message is known when it goes again; {@link Outgoing#ONCE} where none goes again. */
    long newSent() {
        return lasting ? sent.incrementAndGet() : Outgoing.ONCE;
    }

    /** By what a transaction is known when it is asked for again; null where that is not done. */
    String newKey() {
        return lasting ? Long.toString(newSent(), Character.MAX_RADIX) : null;
    }

    /** Whether all links lead to one address. */
    boolean isOfOneBroker() {
        return options.addresses().size() == 1;
    }

    /** Whether it is made again when it is lost. */
    boolean isLasting() {
        return lasting;
    }

    // Those who wait.

    /** Waits while the broker takes no more messages, or is not there. */
    void awaitFlow() throws JMSException {
        if (held != null || !up) {
            await(options.sendTimeoutMs(), () -> held == null && up);
        }
    }

    /** The link of now; waits while there is none. */
    LinkClient awaitLink() throws JMSException {
        if (!up) {
            await(options.requestTimeoutMs(), () -> up);
        }
        return link;
    }

    private void await(long timeoutMs, BooleanSupplier condition) throws JMSException {
        lock.lock();
        try {
            long left = timeoutMs < 0 ? Long.MAX_VALUE : timeoutMs * 1_000_000;
            while (!condition.getAsBoolean()) {
                if (over != null) {
                    throw Exceptions.of(over, null);
                }
                if (left <= 0) {
                    String why = held == null ? "the connection to it is lost, and being made again" : held;
                    throw new ResourceAllocationException("the broker takes nothing for now: " + why, "HELD");
                }
                left = changed.awaitNanos(left);
            }
        } catch (InterruptedException interrupted) {
            throw Waiting.interrupted(interrupted);
        } finally {
            lock.unlock();
        }
    }

    // What is said.

    /** Tells what has no answer; nobody hears it while there is no link. */
    void tell(SessionCommand command) {
        link.tell(command);
    }

    /** Publishes a message outside of a transaction; where the connection lasts, until it is answered. */
    CompletableFuture<SessionEvent.Answer> publish(Place to, Outgoing message) {
        return lasting
                ? outbox.send(to, message)
                : link.ask(request -> new SessionCommand.Publish(request, SessionCommand.NO_TRANSACTION, to, message));
    }

    /** Asks and waits for the answer; asks again when the link breaks. For what may be done twice. */
    SessionEvent.Answer request(LongFunction<SessionCommand> command) throws JMSException {
        while (true) {
            LinkClient asked = awaitLink();
            try {
                return Waiting.await(asked.ask(command), options.requestTimeoutMs());
            } catch (JMSException failed) {
                if (!lasting || over != null || asked.ended() == null) {
                    throw failed;
                }
            }
        }
    }

    /** Asks once, and waits for the answer as long as the link is there. For what must not be done twice. */
    SessionEvent.Answer requestOnce(LinkClient asked, LongFunction<SessionCommand> command) throws JMSException {
        return Waiting.await(asked.ask(command), options.requestTimeoutMs());
    }

    /** Asks for something to end, which it does with the link too. */
    void requestEnd(LongFunction<SessionCommand> command) throws JMSException {
        LinkClient asked = link;
        if (!up) {
            return;
        }
        try {
            Waiting.await(asked.ask(command), options.closeTimeoutMs());
        } catch (JMSException failed) {
            if (asked.ended() == null) {
                throw failed;
            }
        }
    }

    /** Says farewell, so that what belonged to the connection is gone when this returns; waits for a broker that is alive. */
    void close() {
        lock.lock();
        try {
            if (over == null) {
                over = new Failure(Failure.Kind.CLOSED, "the connection is closed");
            }
            if (attempts != null) {
                attempts.stop();
            }
            changed.signalAll();
        } finally {
            lock.unlock();
        }
        try {
            requestEnd(SessionCommand.Leave::new);
        } catch (JMSException silent) {
            LOG.debug("the broker has not answered the farewell", silent);
        }
        link.close();
        outbox.end(over);
    }
}
