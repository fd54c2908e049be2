// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.interop.jms;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import jakarta.jms.BytesMessage;
import jakarta.jms.CompletionListener;
import jakarta.jms.Connection;
import jakarta.jms.Message;
import jakarta.jms.MessageConsumer;
import jakarta.jms.MessageProducer;
import jakarta.jms.Queue;
import jakarta.jms.Session;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.portagemq.jms.PortageConnectionFactory;

/** A selector is the broker's work: what it does not match does not move over the network. */
class SelectorTrafficTest {

    @RegisterExtension
    static final JmsBroker BROKER = JmsBroker.overTheNetwork();

    private static final int MESSAGES = 2_000;
    private static final int BODY = 1_024;
    private static final int ONE_IN = 100;

    private static final CompletionListener UNHEARD = new CompletionListener() {
        @Override
        public void onCompletion(Message message) {
            // It is stored.
        }

        @Override
        public void onException(Message message, Exception failed) {
            throw new IllegalStateException(failed);
        }
    };

    @Test
    void ofAHundredMessagesOneMovesWhenTheSelectorWantsOne() throws Exception {
        Session filling = BROKER.connect().createSession();
        Queue queue = filling.createQueue(JmsBroker.name("selected"));
        MessageProducer producer = filling.createProducer(queue);
        for (int i = 0; i < MESSAGES; i++) {
            BytesMessage message = filling.createBytesMessage();
            message.writeBytes(new byte[BODY]);
            message.setIntProperty("n", i % ONE_IN);
            producer.send(message, UNHEARD);
        }
        producer.close();
        try (CuttingProxy proxy = new CuttingProxy(BROKER.server().port("native"));
                Connection connection = new PortageConnectionFactory(
                                "portage://127.0.0.1:" + proxy.port() + "?jms.username=guest&jms.password=guest")
                        .createConnection()) {
            connection.start();
            MessageConsumer consumer = connection.createSession().createConsumer(queue, "n = 42");
            long before = proxy.sentToClients();
            for (int i = 0; i < MESSAGES / ONE_IN; i++) {
                assertEquals(42, consumer.receive(JmsBroker.PATIENCE).getIntProperty("n"));
            }
            assertNull(consumer.receiveNoWait());
            long moved = proxy.sentToClients() - before;
            long matching = (long) MESSAGES / ONE_IN * BODY;
            assertTrue(moved < 2 * matching, moved + " octets for " + matching + " of bodies");
        }
    }
}
