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
import jakarta.jms.XAConnection;
import jakarta.jms.XASession;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
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
    private static final String[] PORTS = {"--native-port", "0", "--namesrv-port", "0"};

    @TempDir
    Path folder;

    private ServerProcess start() throws Exception {
        return ServerProcess.start(folder.resolve("data"), folder.resolve("errors"), PORTS);
    }

    private static String address(ServerProcess server) {
        return "portage://127.0.0.1:" + server.port("rocketmq") + "?jms.username=guest&jms.password=guest";
    }

    private static Connection connect(ServerProcess server) throws JMSException {
        Connection connection = new PortageConnectionFactory(address(server)).createConnection();
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
