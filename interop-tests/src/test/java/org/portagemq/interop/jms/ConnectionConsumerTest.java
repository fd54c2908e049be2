// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.interop.jms;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import jakarta.jms.Connection;
import jakarta.jms.ConnectionConsumer;
import jakarta.jms.IllegalStateException;
import jakarta.jms.InvalidDestinationException;
import jakarta.jms.InvalidSelectorException;
import jakarta.jms.JMSException;
import jakarta.jms.Message;
import jakarta.jms.MessageConsumer;
import jakarta.jms.MessageListener;
import jakarta.jms.MessageProducer;
import jakarta.jms.Queue;
import jakarta.jms.ServerSession;
import jakarta.jms.ServerSessionPool;
import jakarta.jms.Session;
import jakarta.jms.TextMessage;
import jakarta.jms.Topic;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Connection consumers, and the sessions of an application server that they load. */
class ConnectionConsumerTest {

    @RegisterExtension
    static final JmsBroker BROKER = JmsBroker.overTheNetwork();

    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final BlockingQueue<String> got = new LinkedBlockingQueue<>();

    @AfterEach
    void end() {
        threads.shutdownNow();
    }

    /** As many sessions as it has; who wants one more waits. */
    private final class Pool implements ServerSessionPool {

        private final BlockingQueue<ServerSession> free = new LinkedBlockingQueue<>();

        Pool(Connection connection, int size, int mode, MessageListener listener) throws JMSException {
            for (int i = 0; i < size; i++) {
                Session session = connection.createSession(mode);
                session.setMessageListener(listener);
                assertSame(listener, session.getMessageListener());
                free.add(new Server(session));
            }
        }

        @Override
        public ServerSession getServerSession() throws JMSException {
            try {
                return free.take();
            } catch (InterruptedException interrupted) {
                throw new JMSException("interrupted");
            }
        }

        private final class Server implements ServerSession {
            private final Session session;

            Server(Session session) {
                this.session = session;
            }

            @Override
            public Session getSession() {
                return session;
            }

            @Override
            public void start() {
                threads.execute(() -> {
                    session.run();
                    free.add(this);
                });
            }
        }
    }

    private void note(Message message) {
        try {
            got.add(((TextMessage) message).getText());
        } catch (JMSException failed) {
            got.add(failed.toString());
        }
    }

    private static void send(Session session, jakarta.jms.Destination to, int count) throws JMSException {
        MessageProducer producer = session.createProducer(to);
        for (int i = 0; i < count; i++) {
            TextMessage message = session.createTextMessage("m" + i);
            message.setIntProperty("n", i);
            producer.send(message);
        }
    }

    private List<String> receive(int count) throws InterruptedException {
        List<String> all = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            all.add(got.poll(JmsBroker.PATIENCE, TimeUnit.MILLISECONDS));
        }
        all.sort(null);
        return all;
    }

    @Test
    void messagesAreSpreadOverTheSessionsOfThePool() throws Exception {
        for (String options : List.of("", "jms.prefetchPolicy.all=0")) {
            Connection connection = BROKER.connect(options);
            Session session = connection.createSession();
            Queue queue = session.createQueue(JmsBroker.name("pool"));
            Pool pool = new Pool(connection, 3, Session.AUTO_ACKNOWLEDGE, this::note);
            ConnectionConsumer consumer = connection.createConnectionConsumer(queue, "n <> 2", pool, 4);
            assertSame(pool, consumer.getServerSessionPool());
            send(session, queue, 4);
            assertEquals(List.of("m0", "m1", "m3"), receive(3));
            consumer.close();
            consumer.close();
            assertThrows(IllegalStateException.class, consumer::getServerSessionPool);
            connection.close();
            Session other = BROKER.connect().createSession();
            MessageConsumer rest = other.createConsumer(queue);
            assertEquals("m2", ((TextMessage) rest.receive(JmsBroker.PATIENCE)).getText());
            assertNull(rest.receiveNoWait());
        }
    }

    @Test
    void aRollbackGivesBackTheSessionsOwnMessagesOnly() throws Exception {
        Connection connection = BROKER.connect();
        Session session = connection.createSession();
        Queue queue = session.createQueue(JmsBroker.name("pool"));
        send(session, queue, 2);
        BlockingQueue<Message> seen = new LinkedBlockingQueue<>();
        Session first = connection.createSession(Session.SESSION_TRANSACTED);
        Session second = connection.createSession(Session.SESSION_TRANSACTED);
        first.setMessageListener(seen::add);
        second.setMessageListener(seen::add);
        BlockingQueue<ServerSession> servers = new LinkedBlockingQueue<>();
        BlockingQueue<Session> started = new LinkedBlockingQueue<>();
        servers.add(server(first, started));
        servers.add(server(second, started));
        servers.add(server(first, started));
        ServerSessionPool pool = () -> {
            try {
                return servers.take();
            } catch (InterruptedException interrupted) {
                throw new JMSException("interrupted");
            }
        };
        ConnectionConsumer consumer = connection.createConnectionConsumer(queue, null, pool, 1);
        for (int i = 0; i < 2; i++) {
            started.poll(JmsBroker.PATIENCE, TimeUnit.MILLISECONDS).run();
        }
        assertEquals("m0", ((TextMessage) seen.take()).getText());
        assertEquals("m1", ((TextMessage) seen.take()).getText());
        first.rollback();
        started.poll(JmsBroker.PATIENCE, TimeUnit.MILLISECONDS).run();
        Message again = seen.take();
        assertEquals("m0", ((TextMessage) again).getText());
        assertTrue(again.getJMSRedelivered());
        first.commit();
        second.commit();
        consumer.close();
        assertNull(session.createConsumer(queue).receiveNoWait());
    }

    private static ServerSession server(Session session, BlockingQueue<Session> started) {
        return new ServerSession() {
            @Override
            public Session getSession() {
                return session;
            }

            @Override
            public void start() {
                started.add(session);
            }
        };
    }

    @Test
    void messagesOfSessionsThatWereNotRunGoBackUnmarked() throws Exception {
        Connection connection = BROKER.connect();
        Session session = connection.createSession();
        Queue queue = session.createQueue(JmsBroker.name("pool"));
        send(session, queue, 2);
        Session loaded = connection.createSession();
        loaded.setMessageListener(this::note);
        BlockingQueue<Session> started = new LinkedBlockingQueue<>();
        ConnectionConsumer consumer =
                connection.createConnectionConsumer(queue, null, () -> server(loaded, started), 9);
        assertNotNull(started.poll(JmsBroker.PATIENCE, TimeUnit.MILLISECONDS));
        consumer.close();
        loaded.close();
        MessageConsumer rest = session.createConsumer(queue);
        for (int i = 0; i < 2; i++) {
            Message back = rest.receive(JmsBroker.PATIENCE);
            assertEquals("m" + i, ((TextMessage) back).getText());
            assertFalse(back.getJMSRedelivered());
        }
    }

    @Test
    void subscriptionsOfAllKindsAreConsumed() throws Exception {
        Connection connection = BROKER.connectAs(JmsBroker.name("id"));
        Session session = connection.createSession();
        Topic topic = session.createTopic(JmsBroker.name("t"));
        Pool pool = new Pool(connection, 2, Session.AUTO_ACKNOWLEDGE, this::note);
        List<ConnectionConsumer> consumers = List.of(
                connection.createConnectionConsumer(topic, null, pool, 1),
                connection.createDurableConnectionConsumer(topic, "d", null, pool, 1),
                connection.createSharedConnectionConsumer(topic, "s", null, pool, 1),
                connection.createSharedDurableConnectionConsumer(topic, "sd", null, pool, 1));
        send(session, topic, 1);
        assertEquals(List.of("m0", "m0", "m0", "m0"), receive(4));
        for (ConnectionConsumer consumer : consumers) {
            consumer.close();
        }
        session.unsubscribe("d");
        session.unsubscribe("sd");
    }

    @Test
    void aPoolThatFailsIsReportedAndItsMessageGoesToOthers() throws Exception {
        Connection connection = BROKER.connect();
        BlockingQueue<JMSException> heard = new LinkedBlockingQueue<>();
        connection.setExceptionListener(heard::add);
        Session session = connection.createSession();
        Queue queue = session.createQueue(JmsBroker.name("pool"));
        connection.createConnectionConsumer(
                queue,
                null,
                () -> {
                    throw new JMSException("no session is left");
                },
                1);
        send(session, queue, 1);
        JMSException failed = heard.poll(JmsBroker.PATIENCE, TimeUnit.MILLISECONDS);
        assertTrue(failed.getMessage().contains("no session is left"), failed.getMessage());
        assertNotNull(session.createConsumer(queue).receive(JmsBroker.PATIENCE));
    }

    @Test
    void wrongUseIsRefused() throws Exception {
        Connection connection = BROKER.connect();
        Session session = connection.createSession();
        Queue queue = session.createQueue(JmsBroker.name("pool"));
        Topic topic = session.createTopic(JmsBroker.name("t"));
        Pool pool = new Pool(connection, 1, Session.AUTO_ACKNOWLEDGE, this::note);
        assertThrows(InvalidDestinationException.class, () -> connection.createConnectionConsumer(null, null, pool, 1));
        assertThrows(InvalidSelectorException.class, () -> connection.createConnectionConsumer(queue, "a b", pool, 1));
        assertThrows(JMSException.class, () -> connection.createConnectionConsumer(queue, null, null, 1));
        assertThrows(JMSException.class, () -> connection.createConnectionConsumer(queue, null, pool, 0));
        assertThrows(
                IllegalStateException.class,
                () -> connection.createDurableConnectionConsumer(topic, "d", null, pool, 1));
        session.setMessageListener(this::note);
        MessageConsumer consumer = session.createConsumer(queue);
        assertThrows(IllegalStateException.class, consumer::receiveNoWait);
    }
}
