// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.interop.jms;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import jakarta.jms.Connection;
import jakarta.jms.MessageConsumer;
import jakarta.jms.Queue;
import jakarta.jms.Session;
import jakarta.jms.TextMessage;
import jakarta.jms.XAConnection;
import jakarta.jms.XASession;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import javax.transaction.xa.XAResource;
import javax.transaction.xa.Xid;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.portagemq.jms.PortageXAConnectionFactory;

/** A client that is killed between prepare and commit: another one finds its branch, and decides. */
class KilledClientTest {

    @RegisterExtension
    static final JmsBroker BROKER = JmsBroker.overTheNetwork();

    private static final String PREPARED = "prepared";

    /** The client, as a process of its own: moves a message in a branch, prepares it, and waits to be killed. */
    static final class Mover {

        private Mover() {}

        public static void main(String[] arguments) throws Exception {
            XAConnection connection = new PortageXAConnectionFactory(arguments[0]).createXAConnection();
            connection.start();
            XASession session = connection.createXASession();
            XAResource resource = session.getXAResource();
            Branch branch = new Branch();
            resource.start(branch, XAResource.TMNOFLAGS);
            TextMessage message = (TextMessage)
                    session.createConsumer(session.createQueue(arguments[1])).receive(JmsBroker.PATIENCE);
            session.createProducer(session.createQueue(arguments[2]))
                    .send(session.createTextMessage(message.getText()));
            resource.end(branch, XAResource.TMSUCCESS);
            resource.prepare(branch);
            System.out.println(PREPARED);
            new CountDownLatch(1).await(JmsBroker.PATIENCE, TimeUnit.MILLISECONDS);
        }
    }

    private static void moveAndKill(Queue in, Queue out) throws Exception {
        Process client = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx128m",
                        "-cp",
                        System.getProperty("java.class.path"),
                        Mover.class.getName(),
                        BROKER.address(""),
                        in.getQueueName(),
                        out.getQueueName())
                .redirectErrorStream(true)
                .start();
        try {
            CompletableFuture<Boolean> prepared = CompletableFuture.supplyAsync(
                    () -> new BufferedReader(new InputStreamReader(client.getInputStream(), StandardCharsets.UTF_8))
                            .lines()
                            .anyMatch(PREPARED::equals));
            assertTrue(prepared.get(2 * JmsBroker.PATIENCE, TimeUnit.MILLISECONDS));
        } finally {
            client.destroyForcibly();
        }
        assertTrue(client.waitFor(JmsBroker.PATIENCE, TimeUnit.MILLISECONDS));
    }

    @Test
    void anotherClientCommitsOrRollsBackWhatItPrepared() throws Exception {
        Connection connection = BROKER.connect();
        for (boolean commits : new boolean[] {true, false}) {
            Session session = connection.createSession();
            Queue in = session.createQueue(JmsBroker.name("in"));
            Queue out = session.createQueue(JmsBroker.name("out"));
            session.createProducer(in).send(session.createTextMessage("m"));
            moveAndKill(in, out);
            MessageConsumer from = session.createConsumer(in);
            MessageConsumer to = session.createConsumer(out);
            assertNull(from.receiveNoWait());
            assertNull(to.receiveNoWait());
            XAResource resource = BROKER.closedAfterTest(BROKER.xaFactory().createXAConnection())
                    .createXASession()
                    .getXAResource();
            Xid[] found = resource.recover(XAResource.TMSTARTRSCAN | XAResource.TMENDRSCAN);
            assertEquals(1, found.length);
            if (commits) {
                resource.commit(found[0], false);
            } else {
                resource.rollback(found[0]);
            }
            assertNotNull((commits ? to : from).receive(JmsBroker.PATIENCE));
            assertNull((commits ? from : to).receiveNoWait());
        }
    }
}
