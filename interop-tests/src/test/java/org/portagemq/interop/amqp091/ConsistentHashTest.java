// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.interop.amqp091;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.portagemq.interop.amqp091.Eventually.refused;

import com.rabbitmq.client.AMQP;
import com.rabbitmq.client.Channel;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Exchanges of type x-consistent-hash. */
class ConsistentHashTest {

    @RegisterExtension
    static final BrokerExtension BROKER = new BrokerExtension();

    private static final int MESSAGES = 400;

    /** An exchange with two queues. */
    private record Setup(Channel channel, String exchange, String light, String heavy) {

        static Setup declare(Map<String, Object> arguments) throws Exception {
            Channel channel = BROKER.channel();
            String exchange = BrokerExtension.name("hash");
            channel.exchangeDeclare(exchange, "x-consistent-hash", true, false, arguments);
            Setup setup = new Setup(
                    channel,
                    exchange,
                    channel.queueDeclare().getQueue(),
                    channel.queueDeclare().getQueue());
            channel.queueBind(setup.light, exchange, "1");
            channel.queueBind(setup.heavy, exchange, "3");
            channel.confirmSelect();
            return setup;
        }

        void publish(String key, AMQP.BasicProperties properties) throws Exception {
            channel.basicPublish(exchange, key, properties, new byte[1]);
        }

        /** How many messages came to each queue; they are removed. */
        List<Integer> counts() throws Exception {
            channel.waitForConfirmsOrDie(BrokerExtension.PATIENCE_MS);
            return List.of(
                    channel.queuePurge(light).getMessageCount(),
                    channel.queuePurge(heavy).getMessageCount());
        }
    }

    @Test
    @Tag("amqp091.exchange.consistent-hash")
    void weightsShareTheMessagesAndAKeyKeepsItsQueue() throws Exception {
        Setup setup = Setup.declare(Map.of());
        for (int i = 0; i < MESSAGES; i++) {
            setup.publish("key-" + i, null);
        }
        List<Integer> shares = setup.counts();
        assertEquals(MESSAGES, shares.get(0) + shares.get(1));
        assertTrue(shares.get(1) > 250 && shares.get(1) < 350, shares::toString);

        for (int i = 0; i < 10; i++) {
            setup.publish("one key", null);
        }
        List<Integer> one = setup.counts();
        assertTrue(one.equals(List.of(10, 0)) || one.equals(List.of(0, 10)), one::toString);
    }

    @Test
    @Tag("amqp091.exchange.consistent-hash")
    void headerOrPropertyMayBeHashed() throws Exception {
        Setup byHeader = Setup.declare(Map.of("hash-header", "customer"));
        Setup byId = Setup.declare(Map.of("hash-property", "message_id"));
        Setup byTime = Setup.declare(Map.of("hash-property", "timestamp"));
        for (int i = 0; i < MESSAGES; i++) {
            AMQP.BasicProperties properties = new AMQP.BasicProperties.Builder()
                    .headers(Map.of("customer", "c" + i))
                    .messageId("id" + i)
                    .timestamp(Date.from(Instant.ofEpochSecond(i)))
                    .build();
            for (Setup setup : List.of(byHeader, byId, byTime)) {
                setup.publish("the same key", properties);
            }
        }
        for (Setup setup : List.of(byHeader, byId, byTime)) {
            List<Integer> shares = setup.counts();
            assertEquals(MESSAGES, shares.get(0) + shares.get(1));
            assertTrue(shares.get(1) > 250 && shares.get(1) < 350, shares::toString);
        }
    }

    @Test
    @Tag("amqp091.exchange.consistent-hash")
    void whatCannotBeHashedIsRefused() throws Exception {
        for (Map<String, Object> arguments : List.<Map<String, Object>>of(
                Map.of("hash-header", 1),
                Map.of("hash-property", "body"),
                Map.of("hash-header", "a", "hash-property", "message_id"))) {
            Channel channel = BROKER.channel();
            refused(
                    406,
                    "hash-header",
                    () -> channel.exchangeDeclare("h", "x-consistent-hash", true, false, arguments));
        }
        Channel plain = BROKER.channel();
        refused(
                406,
                "hash-header",
                () -> plain.exchangeDeclare("h", "direct", true, false, Map.of("hash-header", "a")));
        Setup setup = Setup.declare(Map.of());
        refused(406, "whole number", () -> setup.channel.queueBind(setup.light, setup.exchange, "no number"));
        Channel again = BROKER.channel();
        refused(
                406,
                "inequivalent arg 'hash-header'",
                () -> again.exchangeDeclare(
                        setup.exchange, "x-consistent-hash", true, false, Map.of("hash-header", "other")));
    }
}
