// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.interop.jms;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;

import com.atomikos.icatch.jta.UserTransactionManager;
import com.atomikos.jms.AtomikosConnectionFactoryBean;
import jakarta.jms.Connection;
import jakarta.jms.Message;
import jakarta.jms.Queue;
import jakarta.jms.Session;
import jakarta.jms.TextMessage;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** Atomikos as the transaction manager, with its own pool of connections. */
class AtomikosTest {

    @RegisterExtension
    static final JmsBroker BROKER = JmsBroker.overTheNetwork();

    @TempDir
    static Path logs;

    private static UserTransactionManager manager;
    private static AtomikosConnectionFactoryBean pool;
    private static AtomikosConnectionFactoryBean other;

    @BeforeAll
    static void start() throws Exception {
        System.setProperty("com.atomikos.icatch.log_base_dir", logs.toString());
        System.setProperty("com.atomikos.icatch.registered", "true");
        manager = new UserTransactionManager();
        manager.setForceShutdown(true);
        manager.init();
        pool = pool("portage");
        other = pool("portage-other");
    }

    private static AtomikosConnectionFactoryBean pool(String name) {
        AtomikosConnectionFactoryBean made = new AtomikosConnectionFactoryBean();
        made.setUniqueResourceName(name);
        made.setXaConnectionFactory(BROKER.xaFactory());
        made.setMaxPoolSize(2);
        return made;
    }

    @AfterAll
    static void end() {
        pool.close();
        other.close();
        manager.close();
    }

    /** Moves one message in a transaction of two branches. */
    private static void move(Queue in, Queue out, boolean commit) throws Exception {
        manager.begin();
        try (Connection from = pool.createConnection();
                Connection to = other.createConnection()) {
            from.start();
            Session receiving = from.createSession(true, 0);
            Message message = receiving.createConsumer(in).receive(JmsBroker.PATIENCE);
            assertNotNull(message);
            Session sending = to.createSession(true, 0);
            sending.createProducer(out).send(sending.createTextMessage(((TextMessage) message).getText()));
        }
        if (commit) {
            manager.commit();
        } else {
            manager.rollback();
        }
    }

    private static String only(Queue queue) throws Exception {
        Session session = BROKER.connect().createSession();
        Message message = session.createConsumer(queue).receiveNoWait();
        session.close();
        return message == null ? null : ((TextMessage) message).getText();
    }

    @Test
    void messagesAreMovedAsAWholeOrNotAtAll() throws Exception {
        Session session = BROKER.connect().createSession();
        for (int round = 0; round < 3; round++) {
            Queue in = session.createQueue(JmsBroker.name("atomikos"));
            Queue out = session.createQueue(JmsBroker.name("atomikos"));
            session.createProducer(in).send(session.createTextMessage("m"));
            move(in, out, false);
            assertNull(only(out));
            move(in, out, true);
            assertEquals("m", only(out));
            assertNull(only(in));
        }
    }
}
