// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.interop.amqp091;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.portagemq.interop.amqp091.Eventually.eventually;
import static org.portagemq.interop.amqp091.Eventually.refused;

import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Delivery;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Which of several consumers of a queue gets the next message. */
class ConsumerChoiceTest {

    @RegisterExtension
    static final BrokerExtension BROKER = new BrokerExtension();

    private record Received(String by, Delivery delivery) {
        String text() {
            return new String(delivery.getBody(), StandardCharsets.UTF_8);
        }

        long tag() {
            return delivery.getEnvelope().getDeliveryTag();
        }
    }

    private final BlockingQueue<Received> received = new LinkedBlockingQueue<>();

    private void consume(Channel channel, String queue, String name, Map<String, Object> arguments) throws IOException {
        channel.basicConsume(
                queue,
                false,
                name,
                false,
                false,
                arguments,
                (tag, delivery) -> received.add(new Received(name, delivery)),
                tag -> {});
    }

    private Received next() throws InterruptedException {
        Received next = received.poll(20, TimeUnit.SECONDS);
        assertNotNull(next, "a delivery");
        return next;
    }

    private static void publish(Channel channel, String queue, String... bodies) throws IOException {
        for (String body : bodies) {
            channel.basicPublish("", queue, null, body.getBytes(StandardCharsets.UTF_8));
        }
    }

    private static String singleActive(Channel channel) throws IOException {
        return channel.queueDeclare(
                        BrokerExtension.name("single"), true, false, false, Map.of("x-single-active-consumer", true))
                .getQueue();
    }

    @Test
    @Tag("amqp091.queue.single-active")
    void onlyTheFirstOfSingleActiveConsumersGetsMessages() throws Exception {
        Channel first = BROKER.channel();
        String queue = singleActive(first);
        first.basicQos(1);
        consume(first, queue, "first", Map.of());
        Channel second = BROKER.channel();
        consume(second, queue, "second", Map.of());

        publish(second, queue, "1", "2", "3");

        for (String text : new String[] {"1", "2", "3"}) {
            Received got = next();
            assertEquals("first", got.by(), "the second one waits, though the first is busy");
            assertEquals(text, got.text());
            first.basicAck(got.tag(), false);
        }
    }

    @Test
    @Tag("amqp091.queue.single-active")
    void nextSingleActiveConsumerTakesOverWhatTheFirstLeft() throws Exception {
        Channel first = BROKER.channel();
        String queue = singleActive(first);
        consume(first, queue, "first", Map.of());
        Channel second = BROKER.channel();
        consume(second, queue, "second", Map.of());
        Channel third = BROKER.channel();
        consume(third, queue, "third", Map.of());
        publish(second, queue, "m");
        assertEquals("first", next().by());

        first.close();

        Received again = next();
        assertEquals("second", again.by());
        assertEquals("m", again.text());
        assertTrue(again.delivery().getEnvelope().isRedeliver());
    }

    @Test
    void cancelledSingleActiveConsumerHandsOver() throws Exception {
        Channel channel = BROKER.channel();
        String queue = singleActive(channel);
        consume(channel, queue, "first", Map.of());
        consume(channel, queue, "second", Map.of());

        channel.basicCancel("first");
        publish(channel, queue, "m");

        assertEquals("second", next().by());
    }

    @Test
    @Tag("amqp091.basic.exclusive")
    void exclusiveConsumerOfAQueueWithASingleActiveOneIsRefused() throws Exception {
        Channel channel = BROKER.channel();
        String queue = singleActive(channel);
        consume(channel, queue, "first", Map.of());

        refused(
                403,
                "in exclusive use",
                () -> channel.basicConsume(queue, false, "", false, true, Map.of(), (tag, got) -> {}, tag -> {}));
    }

    @Test
    @Tag("amqp091.basic.priority")
    void consumerOfHigherPriorityGetsAllThatItCanTake() throws Exception {
        Channel low = BROKER.channel();
        String queue = low.queueDeclare(BrokerExtension.name("choice"), true, false, false, null)
                .getQueue();
        consume(low, queue, "low", Map.of("x-priority", -1));
        Channel normal = BROKER.channel();
        consume(normal, queue, "normal", Map.of());
        Channel high = BROKER.channel();
        high.basicQos(2);
        consume(high, queue, "high", Map.of("x-priority", 10));

        publish(low, queue, "1", "2", "3");

        // Over several connections they may arrive in any order.
        Map<String, Received> byText = new HashMap<>();
        for (int i = 0; i < 3; i++) {
            Received got = next();
            byText.put(got.text(), got);
        }
        assertEquals("high", byText.get("1").by());
        assertEquals("high", byText.get("2").by());
        assertEquals("normal", byText.get("3").by(), "the highest has all that it may hold");
        // Prefetch is free again before the next message comes: a call behind the ack waits for it.
        high.basicAck(byText.get("2").tag(), false);
        high.queueDeclarePassive(queue);
        publish(low, queue, "4");
        assertEquals("high", next().by());
        assertNull(received.poll(), "each message once");
    }

    @Test
    @Tag("amqp091.queue.expires")
    void queueGoesWhenNobodyUsedItForItsTime() throws Exception {
        Channel channel = BROKER.channel();
        Map<String, Object> expires = Map.of("x-expires", 100);
        String dead = channel.queueDeclare(BrokerExtension.name("dead"), true, false, false, null)
                .getQueue();
        String unused = channel.queueDeclare(
                        BrokerExtension.name("unused"),
                        true,
                        false,
                        false,
                        Map.of("x-expires", 100, "x-dead-letter-exchange", "", "x-dead-letter-routing-key", dead))
                .getQueue();
        String used = channel.queueDeclare(BrokerExtension.name("used"), true, false, false, expires)
                .getQueue();
        CountDownLatch cancelled = new CountDownLatch(1);
        channel.basicConsume(used, true, (tag, got) -> {}, tag -> cancelled.countDown());
        Existence existence = new Existence(BROKER.channel());

        eventually("the unused queue is gone", () -> existence.isGone(unused));

        assertFalse(existence.isGone(used), "a consumer is a use");
        assertEquals(1, cancelled.getCount());
        assertNull(channel.basicGet(dead, true), "what goes with its queue is not dead-lettered");
    }

    /** Finds out by publishing: to declare it, even passively, would be a use. */
    private static final class Existence {

        private final Channel channel;
        private final AtomicBoolean returned = new AtomicBoolean();

        Existence(Channel channel) throws IOException {
            this.channel = channel;
            channel.addReturnListener(back -> returned.set(true));
            channel.confirmSelect();
        }

        boolean isGone(String queue) throws Exception {
            returned.set(false);
            channel.basicPublish("", queue, true, null, new byte[0]);
            // A return comes before the confirm.
            assertTrue(channel.waitForConfirms(BrokerExtension.PATIENCE_MS));
            return returned.get();
        }
    }
}
