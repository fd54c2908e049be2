// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.jms.connection;

import jakarta.jms.ConnectionConsumer;
import jakarta.jms.JMSException;
import jakarta.jms.ServerSession;
import jakarta.jms.ServerSessionPool;
import java.util.ArrayList;
import java.util.List;
import org.portagemq.client.session.SessionCommand.Outcome;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Hands messages of a consumer to the sessions of an application server: each session is loaded with some, and its server
 * runs it. What a session has not settled when it ends goes back alone; other sessions keep theirs.
 */
final class PortageConnectionConsumer implements ConnectionConsumer {

    private static final Logger LOG = LoggerFactory.getLogger(PortageConnectionConsumer.class);

    private final PortageConnection connection;
    private final PortageSession session;
    private final PortageConsumer consumer;
    private final ServerSessionPool pool;
    private final int max;
    private volatile boolean closed;

    /** How the consumer is made, by a session of the connection consumer's own. */
    @FunctionalInterface
    interface Maker {
        PortageConsumer make(PortageSession session) throws JMSException;
    }

    /**
     * Begins to hand out.
     *
     * @param max how many messages a session is loaded with at a time
     */
    PortageConnectionConsumer(PortageConnection connection, ServerSessionPool pool, int max, Maker maker)
            throws JMSException {
        if (pool == null || max < 1) {
            throw new JMSException(
                    "a connection consumer needs a pool of sessions, and loads each with one message at least",
                    "INVALID");
        }
        this.connection = connection;
        this.pool = pool;
        this.max = max;
        this.session = connection.added(new PortageSession(connection, AckMode.CLIENT));
        try {
            this.consumer = maker.make(session);
        } catch (JMSException refused) {
            session.close();
            throw refused;
        }
        consumer.spread();
        Thread thread = new Thread(this::handOut, "portage-jms-connection-consumer");
        thread.setDaemon(connection.options().useDaemonThread());
        thread.start();
    }

    private void handOut() {
        try {
            for (Taken next = consumer.takeAny(); next != null; next = consumer.takeAny()) {
                handOut(next);
            }
        } catch (JMSException lost) {
            LOG.debug("nothing more is handed out", lost);
        }
    }

    /** One that the server takes no more: the application is told, since nobody asks. */
    private void handOut(Taken first) throws JMSException {
        List<Taken> batch = new ArrayList<>();
        batch.add(first);
        try {
            ServerSession server = pool.getServerSession();
            if (!(server.getSession() instanceof PortageSession target)) {
                throw new JMSException("the pool's session is one of another provider", "INVALID");
            }
            for (Taken more = next(batch); more != null; more = next(batch)) {
                batch.add(more);
            }
            target.work().load(batch);
            server.start();
        } catch (JMSException | RuntimeException failed) {
            session.work().acknowledgements().settle(consumer, batch, Outcome.RELEASE);
            if (!closed) {
                connection.report(Exceptions.caused(
                        new JMSException("a session of the application server takes no messages: " + failed, "POOL"),
                        failed));
                close();
            }
        }
    }

    private Taken next(List<Taken> batch) {
        return batch.size() < max ? consumer.pollAny() : null;
    }

    @Override
    public ServerSessionPool getServerSessionPool() throws JMSException {
        if (closed) {
            throw Exceptions.closed("connection consumer");
        }
        return pool;
    }

    @Override
    public void close() throws JMSException {
        closed = true;
        session.close();
    }
}
