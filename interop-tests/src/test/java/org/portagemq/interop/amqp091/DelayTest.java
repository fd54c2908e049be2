// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.interop.amqp091;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.portagemq.interop.amqp091.Eventually.eventually;
import static org.portagemq.interop.amqp091.Eventually.refused;

import com.rabbitmq.client.AMQP.BasicProperties;
import com.rabbitmq.client.Channel;
import com.rabbitmq.client.GetResponse;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Messages that become visible later, and what is decided about deliveries in transactions. */
class DelayTest {

    private static final int DELAY_MS = 400;

    @RegisterExtension
    static final BrokerExtension BROKER = new BrokerExtension();

    private static String delayedExchange(Channel channel, String type) throws Exception {
        String name = BrokerExtension.name("delayed");
        channel.exchangeDeclare(name, "x-delayed-message", true, false, Map.of("x-delayed-type", type));
        return name;
    }

    private static String boundQueue(Channel channel, String exchange) throws Exception {
        String queue = channel.queueDeclare().getQueue();
        channel.queueBind(queue, exchange, "k");
        return queue;
    }

    private static BasicProperties delay(Object delay) {
        return new BasicProperties.Builder()
                .headers(Map.of("x-delay", delay))
                .deliveryMode(2)
                .build();
    }

    private static GetResponse get(Channel channel, String queue) throws Exception {
        GetResponse[] got = new GetResponse[1];
        eventually("a message in " + queue, () -> (got[0] = channel.basicGet(queue, false)) != null);
        return got[0];
    }

    @Test
    @Tag("amqp091.exchange.delayed")
    void aDelayedMessageIsConfirmedAtOnceAndComesLater() throws Exception {
        Channel channel = BROKER.channel();
        String exchange = delayedExchange(channel, "direct");
        String queue = boundQueue(channel, exchange);
        channel.confirmSelect();
        long begun = System.nanoTime();
        channel.basicPublish(exchange, "k", delay(DELAY_MS), new byte[1]);
        assertTrue(channel.waitForConfirms(BrokerExtension.PATIENCE_MS));
        GetResponse got = get(channel, queue);
        assertTrue(System.nanoTime() - begun >= (DELAY_MS - 5) * 1_000_000L, "it came early");
        assertEquals(-DELAY_MS, ((Number) got.getProps().getHeaders().get("x-delay")).intValue());
    }

    @Test
    @Tag("amqp091.exchange.delayed")
    void theExchangeRoutesAsItsType() throws Exception {
        Channel channel = BROKER.channel();
        String exchange = delayedExchange(channel, "topic");
        String queue = channel.queueDeclare().getQueue();
        channel.queueBind(queue, exchange, "a.*");
        channel.basicPublish(exchange, "b.x", delay(50), new byte[1]);
        channel.basicPublish(exchange, "a.x", delay("100"), new byte[1]);
        assertEquals("a.x", get(channel, queue).getEnvelope().getRoutingKey());
    }

    @Test
    @Tag("amqp091.exchange.delayed")
    void withoutADelayAMessageIsThereAtOnce() throws Exception {
        Channel channel = BROKER.channel();
        String exchange = delayedExchange(channel, "fanout");
        String queue = boundQueue(channel, exchange);
        channel.confirmSelect();
        channel.basicPublish(exchange, "k", delay(-1), new byte[1]);
        channel.basicPublish(exchange, "k", null, new byte[1]);
        assertTrue(channel.waitForConfirms(BrokerExtension.PATIENCE_MS));
        assertEquals(2, channel.messageCount(queue));
    }

    @Test
    void theHeaderMeansNothingToOtherExchanges() throws Exception {
        Channel channel = BROKER.channel();
        String queue = channel.queueDeclare().getQueue();
        channel.confirmSelect();
        channel.basicPublish("", queue, delay(3_600_000), new byte[1]);
        assertTrue(channel.waitForConfirms(BrokerExtension.PATIENCE_MS));
        assertEquals(
                3_600_000, ((Number) get(channel, queue).getProps().getHeaders().get("x-delay")).intValue());
    }

    @Test
    @Tag("amqp091.exchange.delayed")
    void theTypeByWhichItRoutesHasToBeGiven() throws Exception {
        refused(406, "x-delayed-type", () -> BROKER.channel()
                .exchangeDeclare(BrokerExtension.name("delayed"), "x-delayed-message"));
        refused(406, "x-delayed-type", () -> delayedExchange(BROKER.channel(), "x-delayed-message"));
        refused(406, "nonsense", () -> delayedExchange(BROKER.channel(), "nonsense"));
        refused(406, "x-delayed-type", () -> BROKER.channel()
                .exchangeDeclare(
                        BrokerExtension.name("direct"), "direct", true, false, Map.of("x-delayed-type", "direct")));
    }

    @Test
    @Tag("amqp091.exchange.redeclare")
    void anotherDeclarationOfTheExchangeHasToBeTheSame() throws Exception {
        Channel channel = BROKER.channel();
        String exchange = delayedExchange(channel, "direct");
        channel.exchangeDeclare(exchange, "x-delayed-message", true, false, Map.of("x-delayed-type", "direct"));
        refused(406, "inequivalent arg 'type'", () -> channel.exchangeDeclare(exchange, "direct", true));
    }

    @Test
    @Tag("amqp091.queue.delayed-retry")
    void aQuorumQueueLetsFailedMessagesWait() throws Exception {
        Channel channel = BROKER.channel();
        Map<String, Object> arguments = new HashMap<>();
        arguments.put("x-queue-type", "quorum");
        arguments.put("x-delayed-retry-type", "failed");
        arguments.put("x-delayed-retry-min", DELAY_MS);
        arguments.put("x-delayed-retry-max", 10_000);
        String queue = BrokerExtension.name("retry");
        channel.queueDeclare(queue, true, false, false, arguments);
        channel.basicPublish("", queue, null, new byte[1]);
        GetResponse first = get(channel, queue);
        long begun = System.nanoTime();
        channel.basicNack(first.getEnvelope().getDeliveryTag(), false, true);
        GetResponse second = get(channel, queue);
        assertTrue(System.nanoTime() - begun >= (DELAY_MS - 5) * 1_000_000L, "it came early");
        assertEquals(1L, second.getProps().getHeaders().get("x-delivery-count"));
    }

    @Test
    @Tag("amqp091.queue.delayed-retry")
    void delaysOfRetriesThatMakeNoSenseAreRefused() throws Exception {
        refused(406, "x-delayed-retry-min", () -> BROKER.channel()
                .queueDeclare(
                        BrokerExtension.name("retry"),
                        true,
                        false,
                        false,
                        Map.of("x-queue-type", "quorum", "x-delayed-retry-type", "all")));
        refused(406, "x-delayed-retry-type", () -> BROKER.channel()
                .queueDeclare(
                        BrokerExtension.name("retry"), true, false, false, Map.of("x-delayed-retry-type", "all")));
    }

    @Test
    @Tag("amqp091.tx.commit")
    @Tag("amqp091.tx.rollback")
    void aRejectionInATransactionTakesEffectWithTheCommit() throws Exception {
        Channel channel = BROKER.channel();
        String dead = channel.queueDeclare().getQueue();
        String queue = BrokerExtension.name("work");
        channel.queueDeclare(
                queue, true, false, false, Map.of("x-dead-letter-exchange", "", "x-dead-letter-routing-key", dead));
        channel.basicPublish("", queue, null, new byte[1]);
        GetResponse got = get(channel, queue);
        channel.txSelect();
        channel.basicReject(got.getEnvelope().getDeliveryTag(), false);
        assertNull(BROKER.channel().basicGet(queue, true));
        channel.txRollback();
        channel.basicReject(got.getEnvelope().getDeliveryTag(), false);
        channel.txCommit();
        assertEquals(
                queue,
                get(channel, dead)
                        .getProps()
                        .getHeaders()
                        .get("x-first-death-queue")
                        .toString());
    }
}
