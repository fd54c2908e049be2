// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.interop.amqp091;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.portagemq.interop.amqp091.Eventually.eventually;
import static org.portagemq.interop.amqp091.Eventually.refused;

import com.rabbitmq.client.AMQP;
import com.rabbitmq.client.Channel;
import com.rabbitmq.client.GetResponse;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class QueueRulesTest {

    @RegisterExtension
    static final BrokerExtension BROKER = new BrokerExtension();

    private static String queue(Channel channel, Map<String, Object> arguments) throws Exception {
        return channel.queueDeclare(BrokerExtension.name("rules"), true, false, false, arguments)
                .getQueue();
    }

    private static void publish(Channel channel, String queue, AMQP.BasicProperties properties, String... bodies)
            throws Exception {
        for (String body : bodies) {
            channel.basicPublish("", queue, properties, body.getBytes(StandardCharsets.UTF_8));
        }
    }

    private static String text(GetResponse got) {
        return new String(got.getBody(), StandardCharsets.UTF_8);
    }

    private static GetResponse getEventually(Channel channel, String queue) throws Exception {
        GetResponse[] got = new GetResponse[1];
        eventually("a message in " + queue, () -> (got[0] = channel.basicGet(queue, true)) != null);
        return got[0];
    }

    @Test
    @Tag("amqp091.queue.dead-letter")
    void expiredMessageIsDeadLetteredWithItsHistory() throws Exception {
        Channel channel = BROKER.channel();
        String dead = queue(channel, Map.of());
        String queue = queue(channel, Map.of("x-dead-letter-exchange", "", "x-dead-letter-routing-key", dead));

        publish(
                channel,
                queue,
                new AMQP.BasicProperties.Builder().expiration("50").build(),
                "m");

        GetResponse got = getEventually(channel, dead);
        assertEquals("m", text(got));
        assertNull(got.getProps().getExpiration());
        Map<String, Object> headers = got.getProps().getHeaders();
        Map<?, ?> death = (Map<?, ?>) ((List<?>) headers.get("x-death")).get(0);
        assertEquals(1L, death.get("count"));
        assertEquals("expired", death.get("reason").toString());
        assertEquals(queue, death.get("queue").toString());
        assertEquals("50", death.get("original-expiration").toString());
        assertEquals(queue, headers.get("x-first-death-queue").toString());
    }

    @Test
    @Tag("amqp091.queue.dead-letter")
    void rejectedMessageIsDeadLettered() throws Exception {
        Channel channel = BROKER.channel();
        String dead = queue(channel, Map.of());
        String queue = queue(channel, Map.of("x-dead-letter-exchange", "", "x-dead-letter-routing-key", dead));
        publish(channel, queue, null, "m");
        GetResponse[] got = new GetResponse[1];
        eventually("the message", () -> (got[0] = channel.basicGet(queue, false)) != null);

        channel.basicReject(got[0].getEnvelope().getDeliveryTag(), false);

        assertEquals("m", text(getEventually(channel, dead)));
    }

    @Test
    @Tag("amqp091.queue.message-ttl")
    void queueTtlDropsWhatIsTooOld() throws Exception {
        Channel channel = BROKER.channel();
        String queue = queue(channel, Map.of("x-message-ttl", 50));
        publish(channel, queue, null, "m");

        eventually("it is gone", () -> channel.messageCount(queue) == 0);
        assertNull(channel.basicGet(queue, true));
    }

    @Test
    @Tag("amqp091.queue.max-length")
    void longerThanAllowedDropsTheOldest() throws Exception {
        Channel channel = BROKER.channel();
        String queue = queue(channel, Map.of("x-max-length", 2));
        channel.confirmSelect();
        publish(channel, queue, null, "1", "2", "3");
        channel.waitForConfirmsOrDie(BrokerExtension.PATIENCE_MS);
        eventually("two are left", () -> channel.messageCount(queue) == 2);

        assertEquals("2", text(getEventually(channel, queue)));
        assertEquals("3", text(getEventually(channel, queue)));
        assertNull(channel.basicGet(queue, true));
    }

    @Test
    @Tag("amqp091.queue.overflow")
    void messageThatAFullQueueRefusesIsNacked() throws Exception {
        Channel channel = BROKER.channel();
        String queue = queue(channel, Map.of("x-max-length", 1, "x-overflow", "reject-publish"));
        channel.confirmSelect();
        publish(channel, queue, null, "1", "2");

        assertFalse(channel.waitForConfirms(BrokerExtension.PATIENCE_MS));
    }

    @Test
    @Tag("amqp091.queue.max-priority")
    void messagesOfHigherPriorityComeFirst() throws Exception {
        Channel channel = BROKER.channel();
        String queue = queue(channel, Map.of("x-max-priority", 5));
        for (int priority : new int[] {0, 9, 3}) {
            publish(
                    channel,
                    queue,
                    new AMQP.BasicProperties.Builder().priority(priority).build(),
                    "p" + priority);
        }
        eventually("all are there", () -> channel.messageCount(queue) == 3);

        assertEquals("p9", text(getEventually(channel, queue)));
        assertEquals("p3", text(getEventually(channel, queue)));
        assertEquals("p0", text(getEventually(channel, queue)));
    }

    @Test
    @Tag("amqp091.queue.redeclare")
    void redeclareWithAnotherArgumentIsRefused() throws Exception {
        Channel channel = BROKER.channel();
        String queue = queue(channel, Map.of("x-message-ttl", 60_000));
        channel.queueDeclare(queue, true, false, false, Map.of("x-message-ttl", 60_000L));

        refused(
                406,
                "inequivalent arg 'x-message-ttl' for queue '" + queue + "'",
                () -> channel.queueDeclare(queue, true, false, false, Map.of("x-message-ttl", 1)));
    }
}
