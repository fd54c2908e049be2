// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.jms.connection;

import jakarta.jms.JMSException;
import jakarta.jms.ResourceAllocationException;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.LongFunction;
import org.portagemq.client.session.Failure;
import org.portagemq.client.session.LinkClient;
import org.portagemq.client.session.LinkException;
import org.portagemq.client.session.Links;
import org.portagemq.client.session.SessionCommand;
import org.portagemq.client.session.SessionEvent;
import org.portagemq.jms.options.ConnectionOptions;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A connection's way to its broker: asks and waits, and waits while the broker holds publishers. Thread-safe. */
final class Uplink {

    private static final Logger LOG = LoggerFactory.getLogger(Uplink.class);

    private final ConnectionOptions options;
    private final LinkClient link;
    private final Consumer<Failure> whenLost;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition flow = lock.newCondition();
    private volatile String held;

    /**
     * Connects and logs in.
     *
     * @param name of the connection, which no other one has
     * @param whenLost called once when the broker is lost; must not block
     */
    Uplink(ConnectionOptions options, String name, Consumer<Failure> whenLost) throws JMSException {
        this.options = options;
        this.whenLost = whenLost;
        this.link = connect();
        byte[] password = options.password() == null ? null : options.password().getBytes(StandardCharsets.UTF_8);
        try {
            SessionEvent.Answer opened = await(
                    link.ask(request -> new SessionCommand.Open(
                            request, options.user(), password, options.namespace(), name, options.clientId())),
                    options.connectTimeoutMs());
            if (!(opened instanceof SessionEvent.Opened)) {
                throw new JMSException("the broker opened no connection", "PROTOCOL");
            }
        } catch (JMSException refused) {
            link.close();
            throw refused;
        }
    }

    /** To the first broker that can be reached. */
    private LinkClient connect() throws JMSException {
        JMSException failure = null;
        for (URI address : options.addresses()) {
            try {
                return connect(address);
            } catch (JMSException unreachable) {
                if (failure != null) {
                    unreachable.addSuppressed(failure);
                }
                failure = unreachable;
            }
        }
        throw failure;
    }

    private LinkClient connect(URI address) throws JMSException {
        try {
            return LinkClient.connect(
                    listener -> Links.connect(address, Math.toIntExact(options.connectTimeoutMs()), listener),
                    new LinkClient.Listener() {
                        @Override
                        public void held(String reason) {
                            hold(reason);
                        }

                        @Override
                        public void ended(Failure reason) {
                            hold(null);
                            whenLost.accept(reason);
                        }
                    });
        } catch (IOException | IllegalArgumentException unreachable) {
            throw Exceptions.caused(
                    new JMSException("no connection to " + address + ": " + unreachable.getMessage(), "CONNECT"),
                    unreachable);
        }
    }

    private void hold(String reason) {
        lock.lock();
        try {
            held = reason;
            flow.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** Waits while the broker takes no more messages. */
    void awaitFlow() throws JMSException {
        if (held == null) {
            return;
        }
        lock.lock();
        try {
            long left = options.sendTimeoutMs() < 0 ? Long.MAX_VALUE : options.sendTimeoutMs() * 1_000_000;
            while (held != null) {
                if (left <= 0) {
                    throw new ResourceAllocationException("the broker takes no messages for now: " + held, "HELD");
                }
                left = flow.awaitNanos(left);
            }
        } catch (InterruptedException interrupted) {
            throw interrupted(interrupted);
        } finally {
            lock.unlock();
        }
    }

    private static JMSException interrupted(InterruptedException cause) {
        Thread.currentThread().interrupt();
        return Exceptions.caused(new JMSException("the thread was interrupted while it waited", "INTERRUPTED"), cause);
    }

    LinkClient link() {
        return link;
    }

    void tell(SessionCommand command) {
        link.tell(command);
    }

    CompletableFuture<SessionEvent.Answer> ask(LongFunction<SessionCommand> command) {
        return link.ask(command);
    }

    /** Asks and waits for the answer. */
    SessionEvent.Answer request(LongFunction<SessionCommand> command) throws JMSException {
        return await(link.ask(command), options.requestTimeoutMs());
    }

    /**
     * Waits for an answer.
     *
     * @param timeoutMs negative for as long as it takes
     */
    static SessionEvent.Answer await(CompletableFuture<SessionEvent.Answer> answer, long timeoutMs)
            throws JMSException {
        try {
            return timeoutMs < 0 ? answer.get() : answer.get(timeoutMs, TimeUnit.MILLISECONDS);
        } catch (InterruptedException interrupted) {
            throw interrupted(interrupted);
        } catch (TimeoutException late) {
            throw Exceptions.caused(
                    new JMSException("no answer of the broker within " + timeoutMs + " ms", "TIMEOUT"), late);
        } catch (ExecutionException failed) {
            throw exception(failed.getCause());
        }
    }

    static JMSException exception(Throwable cause) {
        if (cause instanceof LinkException refused) {
            return Exceptions.of(refused.failure(), cause);
        }
        return Exceptions.caused(new JMSException("the request failed: " + cause, "FAILED"), cause);
    }

    /** Why the broker is lost; null while it is not. */
    Failure lost() {
        return link.ended();
    }

    /** Says farewell, so that what belonged to the connection is gone when this returns; waits for a broker that is alive. */
    void close() {
        try {
            if (lost() == null) {
                await(link.ask(SessionCommand.Leave::new), options.closeTimeoutMs());
            }
        } catch (JMSException lostMeanwhile) {
            LOG.debug("the broker has not answered the farewell", lostMeanwhile);
        }
        link.close();
        hold(null);
    }
}
