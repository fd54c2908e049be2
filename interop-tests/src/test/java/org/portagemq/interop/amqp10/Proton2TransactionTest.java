// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.interop.amqp10;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.portagemq.interop.amqp10.Proton2.drain;
import static org.portagemq.interop.amqp10.Proton2.manual;
import static org.portagemq.interop.amqp10.Proton2.next;
import static org.portagemq.interop.amqp10.Proton2.send;
import static org.portagemq.interop.amqp10.Proton2.text;

import java.util.Map;
import org.apache.qpid.protonj2.client.Connection;
import org.apache.qpid.protonj2.client.Delivery;
import org.apache.qpid.protonj2.client.DeliveryState;
import org.apache.qpid.protonj2.client.Message;
import org.apache.qpid.protonj2.client.Receiver;
import org.apache.qpid.protonj2.client.Sender;
import org.apache.qpid.protonj2.client.Session;
import org.apache.qpid.protonj2.client.exceptions.ClientTransactionRolledBackException;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.portagemq.interop.amqp091.BrokerExtension;

/** Transactions of Qpid's client protonj2. */
class Proton2TransactionTest {

    @RegisterExtension
    static final BrokerExtension BROKER = new BrokerExtension();

    @RegisterExtension
    final Proton2 proton = new Proton2(BROKER);

    private static void assertEmpty(Connection connection, String queue) throws Exception {
        Receiver receiver = connection.openReceiver(queue, manual());
        receiver.addCredit(1);
        drain(receiver);
        assertNull(receiver.tryReceive());
        receiver.close();
    }

    @Test
    void whatIsSentShowsWithTheCommit() throws Exception {
        Connection connection = proton.connect();
        String queue = BrokerExtension.name("p2");
        Session session = connection.openSession();
        Sender sender = session.openSender(queue);
        session.beginTransaction();
        sender.send(Message.create("1"));
        sender.send(Message.create("2"));
        assertEmpty(connection, queue);
        session.commitTransaction();
        Receiver receiver = connection.openReceiver(queue);
        assertEquals("1", text(next(receiver)));
        assertEquals("2", text(next(receiver)));
        session.beginTransaction();
        sender.send(Message.create("never"));
        session.rollbackTransaction();
        session.beginTransaction();
        sender.send(Message.create("3"));
        session.commitTransaction();
        assertEquals("3", text(next(receiver)));
    }

    @Test
    void whatIsTakenIsGoneWithTheCommitAndBackWithTheRollback() throws Exception {
        Connection connection = proton.connect();
        String from = BrokerExtension.name("p2");
        String to = BrokerExtension.name("p2");
        send(connection.openSender(from), "text");
        Session session = connection.openSession();
        Sender sender = session.openSender(to);
        Receiver receiver = session.openReceiver(from, manual());
        receiver.addCredit(2);
        session.beginTransaction();
        Delivery first = next(receiver);
        sender.send(Message.create(text(first)));
        first.accept();
        session.rollbackTransaction();
        assertEmpty(connection, to);
        session.beginTransaction();
        Delivery second = next(receiver);
        assertEquals(1, second.message().deliveryCount());
        sender.send(Message.create(text(second)));
        second.accept();
        session.commitTransaction();
        receiver.close();
        assertEmpty(connection, from);
        assertEquals("text", text(next(connection.openReceiver(to))));
    }

    @Test
    void annotationsInModifiedAreMergedWithTheCommitOnly() throws Exception {
        Connection connection = proton.connect();
        String queue = BrokerExtension.name("p2");
        send(connection.openSender(queue), "text");
        Session session = connection.openSession();
        Receiver receiver = session.openReceiver(queue, manual());
        receiver.addCredit(3);
        session.beginTransaction();
        next(receiver).disposition(DeliveryState.modified(true, false, Map.of("x-opt-why", "never")), true);
        session.rollbackTransaction();
        session.beginTransaction();
        Delivery second = next(receiver);
        assertNull(second.message().annotation("x-opt-why"));
        second.disposition(DeliveryState.modified(true, false, Map.of("x-opt-why", "busy")), true);
        session.commitTransaction();
        assertEquals("busy", next(receiver).message().annotation("x-opt-why"));
    }

    @Test
    @Tag("amqp10.transaction.refused")
    void aMessageThatCannotBeRoutedRollsBackAll() throws Exception {
        Connection connection = proton.connect();
        String queue = BrokerExtension.name("p2");
        Session session = connection.openSession();
        Sender anywhere = session.openAnonymousSender();
        session.beginTransaction();
        anywhere.send(Message.create("good").to(queue));
        anywhere.send(Message.create("bad").to("/queues/none"));
        assertThrows(ClientTransactionRolledBackException.class, session::commitTransaction);
        assertEmpty(connection, queue);
    }

    @Test
    @Tag("amqp10.transaction.end")
    void aSessionThatEndsRollsBack() throws Exception {
        Connection connection = proton.connect();
        String queue = BrokerExtension.name("p2");
        send(connection.openSender(queue), "text");
        Session session = connection.openSession();
        Receiver receiver = session.openReceiver(queue, manual());
        receiver.addCredit(1);
        session.beginTransaction();
        next(receiver).accept();
        session.close();
        assertEquals("text", text(next(connection.openReceiver(queue))));
    }
}
