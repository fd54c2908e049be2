// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.interop.sdk;

import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.portagemq.client.consume.SimpleConsumer;
import org.portagemq.client.error.UnsupportedFeatureException;
import org.portagemq.client.message.Filter;
import org.portagemq.client.message.ReceivedMessage;
import org.portagemq.client.produce.Transaction;
import org.portagemq.client.produce.TransactionalProducer;

/** {@link DecisionContract} with Apache RocketMQ's own broker, which decides about each message by itself. */
class StockDecisionTest extends DecisionContract {

    @RegisterExtension
    static final StockExtension BROKER = new StockExtension();

    @Override
    Broker broker() {
        return BROKER;
    }

    @Test
    void aSecondMessageIsRefusedByABrokerThatDecidesAboutEach() throws Exception {
        watch();
        TransactionalProducer sender = unknowing(client);
        try (Transaction transaction = sender.begin()) {
            transaction.send(message("a"));
            UnsupportedFeatureException refused =
                    assertThrows(UnsupportedFeatureException.class, () -> transaction.send(message("never")));
            assertTrue(refused.getMessage().contains("several messages of a transaction"), refused::getMessage);
            transaction.commit();
        }
        untilSeen("a");
    }

    @Test
    void anAcknowledgementIsRefusedByABrokerThatHasNoneInTransactions() throws Exception {
        watch();
        try (SimpleConsumer consumer = client.newSimpleConsumer()
                        .group(Waiting.name("G"))
                        .subscribe(topic, Filter.all())
                        .open();
                Transaction transaction = unknowing(client).begin()) {
            ReceivedMessage first = consumer.receiveOne(Waiting.PATIENCE).orElseThrow();
            transaction.send(message("a"));
            UnsupportedFeatureException refused =
                    assertThrows(UnsupportedFeatureException.class, () -> transaction.ack(first));
            assertTrue(refused.getMessage().contains("TX_ACK"), refused::getMessage);
            transaction.commit();
            consumer.ack(first);
        }
        untilSeen("a");
    }
}
