// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.interop.jms;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import jakarta.jms.Connection;
import jakarta.jms.JMSException;
import jakarta.jms.Message;
import jakarta.jms.MessageConsumer;
import jakarta.jms.MessageProducer;
import jakarta.jms.Queue;
import jakarta.jms.Session;
import jakarta.jms.TextMessage;
import jakarta.jms.TransactionRolledBackException;
import jakarta.jms.XAConnection;
import jakarta.jms.XASession;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import javax.transaction.xa.XAResource;
import javax.transaction.xa.Xid;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.portagemq.interop.process.ServerProcess;
import org.portagemq.jms.PortageConnectionFactory;
import org.portagemq.jms.PortageXAConnectionFactory;

/** A broker that is killed under its clients: what was promised holds afterwards. */
class KilledBrokerTest {

    private static final int MESSAGES = 300;

    @TempDir
    Path folder;

    private ServerProcess start() throws Exception {
        return ServerProcess.start(folder.resolve("data"), folder.resolve("errors"));
    }

    private static String address(ServerProcess server) {
        return "portage://127.0.0.1:" + server.port("rocketmq") + "?jms.username=guest&jms.password=guest";
    }

    /** One that is not made again. */
    private static Connection connect(ServerProcess server) throws JMSException {
        String address = address(server) + "&failover.maxReconnectAttempts=0";
        Connection connection = new PortageConnectionFactory(address).createConnection();
        connection.start();
        return connection;
    }

    private static List<String> numbers() {
        return IntStream.range(0, MESSAGES).mapToObj(Integer::toString).toList();
    }

    private static void fill(Session session, Queue queue) throws JMSException {
        MessageProducer producer = session.createProducer(queue);
        for (String number : numbers()) {
            producer.send(session.createTextMessage(number));
        }
    }

    /** Moves messages one by one until the source is empty, or the broker is lost. */
    private static void move(Session session, Queue from, Queue to, CountDownLatch progress) throws JMSException {
        MessageConsumer consumer = session.createConsumer(from);
        MessageProducer producer = session.createProducer(to);
        for (Message next = consumer.receive(2_000); next != null; next = consumer.receive(2_000)) {
            producer.send(session.createTextMessage(((TextMessage) next).getText()));
            session.commit();
            progress.countDown();
        }
    }

    @Test
    void aTransactedMoverLosesNothingAndMovesNothingTwice() throws Exception {
        CountDownLatch some = new CountDownLatch(MESSAGES / 3);
        try (ServerProcess server = start()) {
            Connection connection = connect(server);
            CountDownLatch told = new CountDownLatch(1);
            connection.setExceptionListener(lost -> told.countDown());
            Session session = connection.createSession(Session.SESSION_TRANSACTED);
            Queue from = session.createQueue("from");
            Queue to = session.createQueue("to");
            fill(connection.createSession(), from);
            List<String> ends = new ArrayList<>();
            Thread mover = new Thread(() -> {
                try {
                    move(session, from, to, some);
                } catch (JMSException lost) {
                    ends.add(lost.toString());
                }
            });
            mover.start();
            assertTrue(some.await(JmsBroker.PATIENCE, TimeUnit.MILLISECONDS));
            server.kill();
            mover.join(JmsBroker.PATIENCE);
            assertEquals(1, ends.size(), "whoever waits is told");
            assertTrue(told.await(JmsBroker.PATIENCE, TimeUnit.MILLISECONDS));
            connection.close();
        }
        try (ServerProcess server = start();
                Connection connection = connect(server)) {
            Session session = connection.createSession(Session.SESSION_TRANSACTED);
            Queue to = session.createQueue("to");
            move(session, session.createQueue("from"), to, some);
            MessageConsumer consumer = session.createConsumer(to);
            List<String> moved = new ArrayList<>();
            for (Message next = consumer.receive(2_000); next != null; next = consumer.receive(2_000)) {
                moved.add(((TextMessage) next).getText());
            }
            assertEquals(numbers(), moved);
        }
    }

    /** Sends numbers and waits for each, while the broker goes and comes. */
    private static void sendAll(Session session, Queue queue, CountDownLatch progress) {
        try {
            MessageProducer producer = session.createProducer(queue);
            for (String number : numbers()) {
                producer.send(session.createTextMessage(number));
                progress.countDown();
            }
        } catch (JMSException failed) {
            throw new IllegalStateException(failed);
        }
    }

    @Test
    void aProducerAndAMoverGoOnWhenTheBrokerComesAgain() throws Exception {
        CountDownLatch some = new CountDownLatch(MESSAGES / 3);
        ServerProcess server = start();
        try (CuttingProxy proxy = new CuttingProxy(server.port("rocketmq"))) {
            String address = "portage://127.0.0.1:" + proxy.port() + "?jms.username=guest&jms.password=guest";
            Connection connection = new PortageConnectionFactory(address).createConnection();
            connection.start();
            Session sending = connection.createSession();
            Queue from = sending.createQueue("from");
            CompletableFuture<Void> sent = CompletableFuture.runAsync(() -> sendAll(sending, from, some));
            Session moving = connection.createSession(Session.SESSION_TRANSACTED);
            Queue to = moving.createQueue("to");
            CompletableFuture<Void> moved = CompletableFuture.runAsync(() -> moveAll(moving, from, to));
            assertTrue(some.await(JmsBroker.PATIENCE, TimeUnit.MILLISECONDS));
            server.kill();
            server = start();
            proxy.target(server.port("rocketmq"));
            sent.get(4 * JmsBroker.PATIENCE, TimeUnit.MILLISECONDS);
            moved.get(4 * JmsBroker.PATIENCE, TimeUnit.MILLISECONDS);
            MessageConsumer consumer = connection.createSession().createConsumer(to);
            List<String> arrived = new ArrayList<>();
            for (Message next = consumer.receive(2_000); next != null; next = consumer.receive(2_000)) {
                arrived.add(((TextMessage) next).getText());
            }
            assertEquals(numbers(), arrived);
            connection.close();
        } finally {
            server.close();
        }
    }

    /** Moves until the last number came; a transaction that the broker rolled back is done again. */
    private static void moveAll(Session session, Queue from, Queue to) {
        try {
            MessageConsumer consumer = session.createConsumer(from);
            MessageProducer producer = session.createProducer(to);
            String last = "";
            while (!last.equals(Integer.toString(MESSAGES - 1))) {
                TextMessage next = (TextMessage) consumer.receive(4 * JmsBroker.PATIENCE);
                producer.send(session.createTextMessage(next.getText()));
                try {
                    session.commit();
                    last = next.getText();
                } catch (TransactionRolledBackException again) {
                    // Lost on the way, or the broker was asked afterwards and does not know it.
                    assertTrue(List.of("LOST", "ROLLED_BACK").contains(again.getErrorCode()), again::getErrorCode);
                } catch (JMSException unknown) {
                    // If it was committed the message does not come again: the next one tells.
                    assertEquals("IN_DOUBT", unknown.getErrorCode());
                    last = next.getText();
                }
            }
        } catch (JMSException failed) {
            throw new IllegalStateException(failed);
        }
    }

    @Test
    void aPreparedBranchIsThereAfterTheBrokerWasKilled() throws Exception {
        Branch branch = new Branch();
        try (ServerProcess server = start()) {
            XAConnection connection = new PortageXAConnectionFactory(address(server)).createXAConnection();
            XASession session = connection.createXASession();
            XAResource resource = session.getXAResource();
            resource.start(branch, XAResource.TMNOFLAGS);
            session.createProducer(session.createQueue("q")).send(session.createTextMessage("prepared"));
            resource.end(branch, XAResource.TMSUCCESS);
            resource.prepare(branch);
            server.kill();
            connection.close();
        }
        try (ServerProcess server = start();
                XAConnection connection = new PortageXAConnectionFactory(address(server)).createXAConnection()) {
            connection.start();
            XAResource resource = connection.createXASession().getXAResource();
            Xid[] found = resource.recover(XAResource.TMSTARTRSCAN | XAResource.TMENDRSCAN);
            assertEquals(1, found.length);
            assertTrue(Arrays.equals(branch.getGlobalTransactionId(), found[0].getGlobalTransactionId()));
            resource.commit(found[0], false);
            Session session = connection.createSession();
            Message got = session.createConsumer(session.createQueue("q")).receive(JmsBroker.PATIENCE);
            assertEquals("prepared", ((TextMessage) got).getText());
        }
    }
}
