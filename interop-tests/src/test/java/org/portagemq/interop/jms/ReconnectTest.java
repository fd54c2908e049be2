// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.interop.jms;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import jakarta.jms.Connection;
import jakarta.jms.InvalidClientIDException;
import jakarta.jms.JMSException;
import jakarta.jms.Message;
import jakarta.jms.MessageConsumer;
import jakarta.jms.MessageProducer;
import jakarta.jms.Queue;
import jakarta.jms.Session;
import jakarta.jms.TemporaryQueue;
import jakarta.jms.TextMessage;
import jakarta.jms.Topic;
import jakarta.jms.TransactionRolledBackException;
import jakarta.jms.XAConnection;
import jakarta.jms.XASession;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;
import javax.transaction.xa.XAException;
import javax.transaction.xa.XAResource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.portagemq.jms.PortageConnectionFactory;
import org.portagemq.jms.PortageXAConnectionFactory;

/** Connections that break and are made again behind the application's back, and what it sees of that. */
class ReconnectTest {

    @RegisterExtension
    static final JmsBroker BROKER = JmsBroker.overTheNetwork();

    private CuttingProxy proxy;

    @BeforeEach
    void open() throws Exception {
        proxy = new CuttingProxy(BROKER.server().port("native"));
    }

    @AfterEach
    void close() throws Exception {
        proxy.close();
    }

    private String address(String options) {
        return "portage://127.0.0.1:" + proxy.port() + "?jms.username=guest&jms.password=guest" + options;
    }

    private Connection connect(String options) throws Exception {
        Connection connection =
                BROKER.closedAfterTest(new PortageConnectionFactory(address(options)).createConnection());
        connection.start();
        assertTrue(proxy.awaitConnection());
        return connection;
    }

    private void cut() throws Exception {
        proxy.cut();
        assertTrue(proxy.awaitConnection());
    }

    private static Queue queue(Session session) throws JMSException {
        return session.createQueue(JmsBroker.name("again"));
    }

    private static TextMessage next(MessageConsumer consumer) throws JMSException {
        TextMessage message = (TextMessage) consumer.receive(JmsBroker.PATIENCE);
        assertNotNull(message);
        return message;
    }

    private static List<String> rest(Queue queue) throws JMSException {
        Session session = BROKER.connect().createSession();
        MessageConsumer consumer = session.createConsumer(queue);
        List<String> texts = new ArrayList<>();
        for (Message next = consumer.receiveNoWait(); next != null; next = consumer.receiveNoWait()) {
            texts.add(((TextMessage) next).getText());
        }
        session.close();
        return texts;
    }

    @Test
    void aConsumerGoesOnAndSeesWhatWasNotAcknowledgedAgain() throws Exception {
        Session session = connect("").createSession(Session.CLIENT_ACKNOWLEDGE);
        Queue queue = queue(session);
        MessageProducer producer = session.createProducer(queue);
        producer.send(session.createTextMessage("1"));
        producer.send(session.createTextMessage("2"));
        MessageConsumer consumer = session.createConsumer(queue);
        TextMessage before = next(consumer);
        assertFalse(before.getJMSRedelivered());
        cut();
        TextMessage first = next(consumer);
        assertEquals("1", first.getText());
        assertTrue(first.getJMSRedelivered());
        before.acknowledge();
        assertEquals("2", next(consumer).getText());
        producer.send(session.createTextMessage("3"));
        TextMessage last = next(consumer);
        assertEquals("3", last.getText());
        last.acknowledge();
        session.close();
        assertEquals(List.of(), rest(queue));
    }

    @Test
    void aListenerAndOneThatFetchesOneByOneGoOn() throws Exception {
        for (String options : List.of("", "&jms.prefetchPolicy.all=0")) {
            Connection connection = connect(options);
            Session session = connection.createSession();
            Queue queue = queue(session);
            BlockingQueue<String> got = new LinkedBlockingQueue<>();
            session.createConsumer(queue).setMessageListener(message -> {
                try {
                    got.add(((TextMessage) message).getText());
                } catch (JMSException failed) {
                    got.add(failed.toString());
                }
            });
            Session other = connection.createSession();
            MessageProducer producer = other.createProducer(queue);
            producer.send(other.createTextMessage("before"));
            assertEquals("before", got.poll(JmsBroker.PATIENCE, TimeUnit.MILLISECONDS));
            cut();
            producer.send(other.createTextMessage("after"));
            String next = got.poll(JmsBroker.PATIENCE, TimeUnit.MILLISECONDS);
            // The acknowledgement may have been on its way.
            assertEquals("after", "before".equals(next) ? got.poll(JmsBroker.PATIENCE, TimeUnit.MILLISECONDS) : next);
        }
    }

    @Test
    void whoWaitsForAMessageWaitsOn() throws Exception {
        Session session = connect("&jms.prefetchPolicy.all=0").createSession();
        Queue queue = queue(session);
        MessageConsumer consumer = session.createConsumer(queue);
        CompletableFuture<Message> waiting = CompletableFuture.supplyAsync(() -> {
            try {
                return consumer.receive(JmsBroker.PATIENCE);
            } catch (JMSException failed) {
                throw new IllegalStateException(failed);
            }
        });
        cut();
        Session other = BROKER.connect().createSession();
        other.createProducer(queue).send(other.createTextMessage("m"));
        assertEquals("m", ((TextMessage) waiting.get(JmsBroker.PATIENCE, TimeUnit.MILLISECONDS)).getText());
    }

    @Test
    void aSendWhoseAnswerIsLostIsSentAgainAndStoredOnce() throws Exception {
        Session session = connect("").createSession();
        Queue queue = queue(session);
        MessageProducer producer = session.createProducer(queue);
        producer.send(session.createTextMessage("0"));
        proxy.withhold();
        CompletableFuture<Void> sent = CompletableFuture.runAsync(() -> {
            try {
                producer.send(session.createTextMessage("1"));
            } catch (JMSException failed) {
                throw new IllegalStateException(failed);
            }
        });
        assertTrue(proxy.awaitWithheld(), "the broker has stored it");
        assertFalse(sent.isDone());
        cut();
        sent.get(JmsBroker.PATIENCE, TimeUnit.MILLISECONDS);
        producer.send(session.createTextMessage("2"));
        assertEquals(List.of("0", "1", "2"), rest(queue));
    }

    @Test
    void messagesThatAreSentWithoutWaitingSurviveManyCutsInOrderAndOnce() throws Exception {
        Connection connection = connect("");
        Session session = connection.createSession();
        Queue queue = queue(session);
        MessageProducer producer = session.createProducer(queue);
        AtomicInteger completed = new AtomicInteger();
        List<Exception> failures = new ArrayList<>();
        List<String> expected = new ArrayList<>();
        for (int i = 0; i < 2_000; i++) {
            if (i % 400 == 200) {
                proxy.cut();
            }
            expected.add(Integer.toString(i));
            producer.send(session.createTextMessage(Integer.toString(i)), new jakarta.jms.CompletionListener() {
                @Override
                public void onCompletion(Message message) {
                    completed.incrementAndGet();
                }

                @Override
                public void onException(Message message, Exception failed) {
                    failures.add(failed);
                }
            });
        }
        producer.close();
        assertEquals(List.of(), failures);
        assertEquals(2_000, completed.get());
        assertEquals(expected, rest(queue));
    }

    @Test
    void aTransactionThatWasCutIsRolledBackAtItsCommit() throws Exception {
        Session session = connect("").createSession(Session.SESSION_TRANSACTED);
        Queue in = queue(session);
        Queue out = queue(session);
        Session filler = BROKER.connect().createSession();
        filler.createProducer(in).send(filler.createTextMessage("m"));
        MessageConsumer consumer = session.createConsumer(in);
        MessageProducer producer = session.createProducer(out);
        next(consumer);
        producer.send(session.createTextMessage("never"));
        cut();
        producer.send(session.createTextMessage("neither"));
        assertThrows(TransactionRolledBackException.class, session::commit);
        assertEquals("m", next(consumer).getText(), "it comes again");
        producer.send(session.createTextMessage("moved"));
        session.commit();
        assertEquals(List.of("moved"), rest(out));
        assertEquals(List.of(), rest(in));
    }

    private static CompletableFuture<Void> committing(Session session) {
        return CompletableFuture.runAsync(() -> {
            try {
                session.commit();
            } catch (JMSException failed) {
                throw new CompletionException(failed);
            }
        });
    }

    @Test
    void aCommitWhoseAnswerIsLostIsOneWhenTheBrokerHasIt() throws Exception {
        Session session = connect("").createSession(Session.SESSION_TRANSACTED);
        Queue queue = queue(session);
        session.createProducer(queue).send(session.createTextMessage("m"));
        proxy.withhold();
        CompletableFuture<Void> commit = committing(session);
        assertTrue(proxy.awaitWithheld(), "the broker has committed");
        cut();
        commit.get(JmsBroker.PATIENCE, TimeUnit.MILLISECONDS);
        assertEquals(List.of("m"), rest(queue));
    }

    @Test
    void aCommitThatDidNotArriveIsARollback() throws Exception {
        Session session = connect("").createSession(Session.SESSION_TRANSACTED);
        Queue queue = queue(session);
        MessageProducer producer = session.createProducer(queue);
        producer.send(session.createTextMessage("never"));
        proxy.swallow();
        CompletableFuture<Void> commit = committing(session);
        assertTrue(proxy.awaitWithheld(), "the commit is lost");
        cut();
        ExecutionException failed =
                assertThrows(ExecutionException.class, () -> commit.get(JmsBroker.PATIENCE, TimeUnit.MILLISECONDS));
        assertInstanceOf(TransactionRolledBackException.class, failed.getCause());
        producer.send(session.createTextMessage("m"));
        session.commit();
        assertEquals(List.of("m"), rest(queue));
    }

    @Test
    void aRollbackAfterACutIsOne() throws Exception {
        Session session = connect("").createSession(Session.SESSION_TRANSACTED);
        Queue queue = queue(session);
        MessageProducer producer = session.createProducer(queue);
        producer.send(session.createTextMessage("never"));
        cut();
        session.rollback();
        producer.send(session.createTextMessage("m"));
        session.commit();
        assertEquals(List.of("m"), rest(queue));
    }

    @Test
    void temporaryQueuesKeepTheirNames() throws Exception {
        Connection connection = connect("");
        Session session = connection.createSession();
        TemporaryQueue answers = session.createTemporaryQueue();
        MessageConsumer consumer = session.createConsumer(answers);
        cut();
        assertNull(consumer.receiveNoWait(), "and the broker was asked on the new connection");
        Session other = BROKER.connect().createSession();
        other.createProducer(answers).send(other.createTextMessage("answer"));
        assertEquals("answer", next(consumer).getText());
        consumer.close();
        answers.delete();
    }

    @Test
    void subscriptionsAndTheClientIdAreTakenUpAgain() throws Exception {
        Connection connection = connect("");
        proxy.cut();
        connection.setExceptionListener(unexpected -> {});
        Connection named = connect("&jms.clientID=" + JmsBroker.name("id"));
        Session session = named.createSession();
        Topic topic = session.createTopic(JmsBroker.name("t"));
        MessageConsumer durable = session.createDurableConsumer(topic, "d", "n > 1", false);
        MessageConsumer plain = session.createConsumer(topic);
        proxy.cut();
        assertNull(plain.receiveNoWait());
        MessageProducer producer = session.createProducer(topic);
        for (int i = 1; i <= 2; i++) {
            TextMessage message = session.createTextMessage("m" + i);
            message.setIntProperty("n", i);
            producer.send(message);
        }
        assertEquals("m2", next(durable).getText());
        assertEquals("m1", next(plain).getText());
        assertThrows(InvalidClientIDException.class, () -> BROKER.connectAs(named.getClientID()));
    }

    @Test
    void aBrokerThatDoesNotKnowOfTheBreakGivesUpTheOldConnectionForTheNewOne() throws Exception {
        Connection connection = connect("&jms.clientID=" + JmsBroker.name("id"));
        Session session = connection.createSession(Session.CLIENT_ACKNOWLEDGE);
        Topic topic = session.createTopic(JmsBroker.name("t"));
        MessageConsumer durable = session.createDurableConsumer(topic, "d");
        session.createProducer(topic).send(session.createTextMessage("m"));
        assertFalse(next(durable).getJMSRedelivered());
        proxy.cutClients();
        assertTrue(proxy.awaitConnection());
        assertTrue(next(durable).getJMSRedelivered());
    }

    @Test
    void theExceptionListenerHearsWhenItIsNotMadeAgain() throws Exception {
        Connection connection = connect("&failover.maxReconnectAttempts=2&failover.reconnectDelay=1");
        BlockingQueue<JMSException> heard = new LinkedBlockingQueue<>();
        connection.setExceptionListener(heard::add);
        Session session = connection.createSession();
        MessageConsumer consumer = session.createConsumer(queue(session));
        proxy.refuse(true);
        proxy.cut();
        assertThrows(JMSException.class, () -> consumer.receive(JmsBroker.PATIENCE));
        assertNotNull(heard.poll(JmsBroker.PATIENCE, TimeUnit.MILLISECONDS));
        assertThrows(
                JMSException.class, () -> session.createProducer(queue(session)).send(session.createTextMessage("x")));
        connection.close();
    }

    @Test
    void closingDoesNotWaitForABrokerThatIsGone() throws Exception {
        Connection connection = connect("");
        Session session = connection.createSession(Session.SESSION_TRANSACTED);
        MessageConsumer consumer = session.createConsumer(queue(session));
        session.createProducer(queue(session)).send(session.createTextMessage("never"));
        proxy.refuse(true);
        proxy.cut();
        consumer.close();
        session.close();
        connection.close();
    }

    @Test
    void oneThatCannotBeReachedAtFirstIsTriedAsOftenAsAsked() throws Exception {
        String nobody = address("&failover.startupMaxReconnectAttempts=1000&failover.reconnectDelay=1")
                .replace("portage://", "failover:(portage://127.0.0.1:1,portage://")
                .replace("?jms", ")?jms");
        proxy.refuse(true);
        CompletableFuture<Connection> connecting = CompletableFuture.supplyAsync(() -> {
            try {
                return new PortageConnectionFactory(nobody).createConnection();
            } catch (JMSException failed) {
                throw new IllegalStateException(failed);
            }
        });
        proxy.refuse(false);
        BROKER.closedAfterTest(connecting.get(JmsBroker.PATIENCE, TimeUnit.MILLISECONDS));
        assertThrows(
                JMSException.class, () -> new PortageConnectionFactory("portage://127.0.0.1:1").createConnection());
    }

    @Test
    void aBranchThatWasCutIsRolledBack() throws Exception {
        XAConnection connection =
                BROKER.closedAfterTest(new PortageXAConnectionFactory(address("")).createXAConnection());
        assertTrue(proxy.awaitConnection());
        connection.start();
        XASession session = connection.createXASession();
        Queue queue = queue(session);
        UnaryOperator<Branch> send = branch -> {
            try {
                session.getXAResource().start(branch, XAResource.TMNOFLAGS);
                session.createProducer(queue).send(session.createTextMessage("m"));
                return branch;
            } catch (JMSException | XAException failed) {
                throw new IllegalStateException(failed);
            }
        };
        Branch cut = send.apply(new Branch());
        cut();
        session.getXAResource().end(cut, XAResource.TMSUCCESS);
        XAException failed =
                assertThrows(XAException.class, () -> session.getXAResource().prepare(cut));
        assertEquals(XAException.XA_RBCOMMFAIL, failed.errorCode);
        Branch whole = send.apply(new Branch());
        session.getXAResource().end(whole, XAResource.TMSUCCESS);
        assertEquals(XAResource.XA_OK, session.getXAResource().prepare(whole));
        cut();
        session.getXAResource().commit(whole, false);
        assertEquals(List.of("m"), rest(queue));
    }
}
