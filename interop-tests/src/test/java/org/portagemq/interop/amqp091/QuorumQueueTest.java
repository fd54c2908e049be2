// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.interop.amqp091;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.portagemq.interop.amqp091.Eventually.eventually;
import static org.portagemq.interop.amqp091.Eventually.refused;

import com.rabbitmq.client.AMQP;
import com.rabbitmq.client.Channel;
import com.rabbitmq.client.GetResponse;
import com.rabbitmq.client.MessageProperties;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What is particular to queues that are declared as quorum queues. */
class QuorumQueueTest {

    private static final Map<String, Object> QUORUM = Map.of("x-queue-type", "quorum");

    @RegisterExtension
    static final BrokerExtension BROKER = new BrokerExtension();

    private static String queue(Channel channel, Map<String, Object> more) throws IOException {
        Map<String, Object> arguments = new HashMap<>(QUORUM);
        arguments.putAll(more);
        return channel.queueDeclare(BrokerExtension.name("quorum"), true, false, false, arguments)
                .getQueue();
    }

    private static GetResponse get(Channel channel, String queue) throws Exception {
        GetResponse[] got = new GetResponse[1];
        eventually("a message in " + queue, () -> (got[0] = channel.basicGet(queue, false)) != null);
        return got[0];
    }

    private static Object deliveryCount(GetResponse got) {
        Map<String, Object> headers = got.getProps().getHeaders();
        return headers == null ? null : headers.get("x-delivery-count");
    }

    private static void giveBack(Channel channel, GetResponse got, boolean nack) throws IOException {
        long tag = got.getEnvelope().getDeliveryTag();
        if (nack) {
            channel.basicNack(tag, false, true);
        } else {
            channel.basicReject(tag, true);
        }
    }

    @Test
    @Tag("amqp091.queue.delivery-limit")
    void redeliveriesAreCounted() throws Exception {
        Channel channel = BROKER.channel();
        String queue = queue(channel, Map.of());
        channel.basicPublish("", queue, MessageProperties.PERSISTENT_BASIC, new byte[1]);

        GetResponse first = get(channel, queue);
        assertNull(deliveryCount(first));
        giveBack(channel, first, false);
        GetResponse second = get(channel, queue);
        assertEquals(1L, deliveryCount(second));
        assertTrue(second.getEnvelope().isRedeliver());
        giveBack(channel, second, true);

        assertEquals(2L, deliveryCount(get(channel, queue)));
    }

    @Test
    @Tag("amqp091.queue.delivery-limit")
    void messageThatIsGivenBackTooOftenIsDeadLettered() throws Exception {
        Channel channel = BROKER.channel();
        String dead = queue(channel, Map.of());
        String queue = queue(
                channel,
                Map.of("x-delivery-limit", 2, "x-dead-letter-exchange", "", "x-dead-letter-routing-key", dead));
        channel.basicPublish("", queue, MessageProperties.PERSISTENT_BASIC, new byte[1]);

        for (int i = 0; i < 3; i++) {
            giveBack(channel, get(channel, queue), false);
        }

        GetResponse got = get(channel, dead);
        assertEquals(
                "delivery_limit",
                got.getProps().getHeaders().get("x-first-death-reason").toString());
        assertNull(channel.basicGet(queue, true));
    }

    @Test
    @Tag("amqp091.queue.delivery-limit")
    void unlessToldOtherwiseTwentyRedeliveriesAreTheLimit() throws Exception {
        Channel channel = BROKER.channel();
        String queue = queue(channel, Map.of());
        String endless = queue(channel, Map.of("x-delivery-limit", -1));
        for (String each : new String[] {queue, endless}) {
            channel.basicPublish("", each, MessageProperties.PERSISTENT_BASIC, new byte[1]);
            for (int i = 0; i < 21; i++) {
                giveBack(channel, get(channel, each), false);
            }
        }

        assertEquals(21L, deliveryCount(get(channel, endless)));
        assertNull(channel.basicGet(queue, true), "dropped: it has no dead-letter exchange");
    }

    @Test
    @Tag("amqp091.queue.delivery-limit")
    void whatALostChannelOrConnectionHeldCounts() throws Exception {
        Channel channel = BROKER.channel();
        String queue = queue(channel, Map.of());
        channel.basicPublish("", queue, MessageProperties.PERSISTENT_BASIC, new byte[1]);

        Channel closed = BROKER.channel();
        get(closed, queue);
        closed.close();
        Channel lost = BROKER.connect().createChannel();
        assertEquals(1L, deliveryCount(get(lost, queue)));
        lost.getConnection().abort();

        assertEquals(2L, deliveryCount(get(channel, queue)));
    }

    @Test
    void classicQueueDoesNotCount() throws Exception {
        Channel channel = BROKER.channel();
        String queue = channel.queueDeclare(BrokerExtension.name("classic"), true, false, false, null)
                .getQueue();
        channel.basicPublish("", queue, null, new byte[1]);
        for (int i = 0; i < 25; i++) {
            giveBack(channel, get(channel, queue), false);
        }

        assertNull(deliveryCount(get(channel, queue)));
    }

    @Test
    @Tag("amqp091.queue.quorum")
    void onlyAQueueThatStaysCanBeAQuorumQueue() throws Exception {
        String name = BrokerExtension.name("quorum");
        refused(406, "'non-durable'", () -> BROKER.channel().queueDeclare(name, false, false, false, QUORUM));
        refused(406, "'exclusive-owner'", () -> BROKER.channel().queueDeclare(name, true, true, false, QUORUM));
        refused(406, "'auto-delete'", () -> BROKER.channel().queueDeclare(name, true, false, true, QUORUM));
        refused(406, "name", () -> BROKER.channel().queueDeclare("", true, false, false, QUORUM));
    }

    @Test
    @Tag("amqp091.queue.quorum")
    void argumentsOfTheOtherTypeAreRefused() throws Exception {
        refused(406, "x-max-priority", () -> queue(BROKER.channel(), Map.of("x-max-priority", 5)));
        refused(406, "x-overflow", () -> queue(BROKER.channel(), Map.of("x-overflow", "reject-publish-dlx")));
        refused(406, "x-delivery-limit", () -> queue(BROKER.channel(), Map.of("x-delivery-limit", "many")));
        refused(
                406,
                "x-delivery-limit",
                () -> queue(BROKER.channel(), Map.of("x-queue-type", "classic", "x-delivery-limit", 3)));
    }

    @Test
    @Tag("amqp091.queue.quorum")
    void typeIsPartOfTheDeclaration() throws Exception {
        Channel channel = BROKER.channel();
        String queue = queue(channel, Map.of());
        AMQP.Queue.DeclareOk same = channel.queueDeclare(queue, true, false, false, QUORUM);
        assertEquals(0, same.getMessageCount());

        refused(
                406,
                "inequivalent arg 'x-queue-type' for queue '" + queue + "'",
                () -> channel.queueDeclare(queue, true, false, false, null));
    }

    @Test
    void countsSurviveARestart() throws Exception {
        Channel channel = BROKER.channel();
        String queue = queue(channel, Map.of());
        channel.confirmSelect();
        channel.basicPublish("", queue, MessageProperties.PERSISTENT_BASIC, new byte[1]);
        channel.waitForConfirmsOrDie(BrokerExtension.PATIENCE_MS);
        giveBack(channel, get(channel, queue), false);
        GetResponse again = get(channel, queue);
        assertEquals(1L, deliveryCount(again));
        giveBack(channel, again, false);
        // Answered behind the rejection. Nobody holds the message then, so that the restart does not count.
        assertEquals(1, channel.queueDeclarePassive(queue).getMessageCount());

        BROKER.restart();

        assertEquals(2L, deliveryCount(get(BROKER.channel(), queue)));
    }

    @Test
    @Tag("amqp091.queue.dead-letter-strategy")
    void deadLettersOfAtLeastOnceStayUntilAQueueTakesThem() throws Exception {
        Channel channel = BROKER.channel();
        String exchange = BrokerExtension.name("late");
        Map<String, Object> arguments = Map.of(
                "x-dead-letter-exchange", exchange,
                "x-dead-letter-strategy", "at-least-once",
                "x-overflow", "reject-publish");
        String queue = queue(channel, arguments);
        String careless = queue(channel, Map.of("x-dead-letter-exchange", exchange, "x-overflow", "reject-publish"));
        for (String each : new String[] {queue, careless}) {
            channel.basicPublish("", each, MessageProperties.PERSISTENT_BASIC, each.getBytes(StandardCharsets.UTF_8));
            channel.basicReject(get(channel, each).getEnvelope().getDeliveryTag(), false);
        }
        assertNull(channel.basicGet(queue, true), "it is nobody's meanwhile");

        channel.exchangeDeclare(exchange, "fanout", false, true, null);
        String full = channel.queueDeclare(
                        "", false, true, true, Map.of("x-max-length", 0, "x-overflow", "reject-publish"))
                .getQueue();
        channel.queueBind(full, exchange, "");
        String dead = queue(channel, Map.of());
        channel.queueBind(dead, exchange, "");
        assertNull(channel.basicGet(dead, true), "one of its queues is full");
        channel.queueUnbind(full, exchange, "");

        GetResponse got = get(channel, dead);
        assertEquals(queue, new String(got.getBody(), StandardCharsets.UTF_8));
        assertEquals(
                "rejected",
                got.getProps().getHeaders().get("x-first-death-reason").toString());
        assertNull(channel.basicGet(dead, true), "the other was dropped when there was nowhere to go");
    }

    @Test
    @Tag("amqp091.queue.delivery-limit")
    void whatALostChannelHadAcknowledgedAndNotCommittedCounts() throws Exception {
        Channel channel = BROKER.channel();
        String queue = queue(channel, Map.of());
        channel.basicPublish("", queue, MessageProperties.PERSISTENT_BASIC, new byte[1]);

        Channel lost = BROKER.channel();
        lost.txSelect();
        lost.basicAck(get(lost, queue).getEnvelope().getDeliveryTag(), false);
        lost.close();

        assertEquals(1L, deliveryCount(get(channel, queue)));
    }
}
