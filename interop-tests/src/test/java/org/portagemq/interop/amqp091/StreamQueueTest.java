// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.interop.amqp091;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.portagemq.interop.amqp091.Eventually.eventually;
import static org.portagemq.interop.amqp091.Eventually.refused;

import com.rabbitmq.client.AMQP;
import com.rabbitmq.client.BuiltinExchangeType;
import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Delivery;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What is particular to queues that are declared as streams. */
class StreamQueueTest {

    private static final Map<String, Object> STREAM = Map.of("x-queue-type", "stream");

    @RegisterExtension
    static final BrokerExtension BROKER = new BrokerExtension();

    private static String stream(Channel channel, Map<String, Object> more) throws IOException {
        Map<String, Object> arguments = new HashMap<>(STREAM);
        arguments.putAll(more);
        return channel.queueDeclare(BrokerExtension.name("stream"), true, false, false, arguments)
                .getQueue();
    }

    private static void publish(Channel channel, String queue, int from, int to) throws Exception {
        channel.confirmSelect();
        for (int i = from; i < to; i++) {
            channel.basicPublish("", queue, null, String.valueOf(i).getBytes(UTF_8));
        }
        channel.waitForConfirmsOrDie(10_000);
    }

    private static List<Delivery> consume(Channel channel, String queue, Object offset, int prefetch, boolean ack)
            throws IOException {
        List<Delivery> got = new CopyOnWriteArrayList<>();
        channel.basicQos(prefetch);
        Map<String, Object> arguments = offset == null ? Map.of() : Map.of("x-stream-offset", offset);
        channel.basicConsume(
                queue,
                false,
                arguments,
                (tag, delivery) -> {
                    got.add(delivery);
                    if (ack) {
                        channel.basicAck(delivery.getEnvelope().getDeliveryTag(), false);
                    }
                },
                tag -> {});
        return got;
    }

    private static List<String> bodies(List<Delivery> deliveries) {
        return deliveries.stream().map(one -> new String(one.getBody(), UTF_8)).toList();
    }

    private static List<String> numbers(int from, int to) {
        List<String> numbers = new ArrayList<>();
        for (int i = from; i < to; i++) {
            numbers.add(String.valueOf(i));
        }
        return numbers;
    }

    private static void awaitBodies(List<String> expected, List<Delivery> got) throws Exception {
        eventually("messages " + expected, () -> got.size() >= expected.size());
        assertEquals(expected, bodies(got));
    }

    @Test
    @Tag("amqp091.queue.stream")
    @Tag("amqp091.basic.stream-offset")
    void consumersBeginWhereTheySayAndTakeNothingAway() throws Exception {
        Channel channel = BROKER.channel();
        String queue = stream(channel, Map.of());
        publish(channel, queue, 0, 10);
        List<Delivery> all = consume(BROKER.channel(), queue, "first", 100, true);
        awaitBodies(numbers(0, 10), all);
        for (int i = 0; i < 10; i++) {
            assertEquals((long) i, all.get(i).getProperties().getHeaders().get("x-stream-offset"));
        }
        awaitBodies(numbers(9, 10), consume(BROKER.channel(), queue, "last", 100, true));
        awaitBodies(numbers(7, 10), consume(BROKER.channel(), queue, 7, 100, true));
        awaitBodies(numbers(0, 10), consume(BROKER.channel(), queue, Date.from(Instant.EPOCH), 100, true));
        awaitBodies(numbers(0, 10), consume(BROKER.channel(), queue, "2h", 100, true));
        List<Delivery> next = consume(BROKER.channel(), queue, "next", 100, true);
        List<Delivery> usual = consume(BROKER.channel(), queue, null, 100, true);
        publish(channel, queue, 10, 12);
        awaitBodies(numbers(10, 12), next);
        awaitBodies(numbers(10, 12), usual);
        awaitBodies(numbers(0, 12), all);
        assertEquals(12, channel.queueDeclarePassive(queue).getMessageCount());
    }

    @Test
    @Tag("amqp091.basic.stream-offset")
    void acknowledgingGivesCredit() throws Exception {
        Channel channel = BROKER.channel();
        String queue = stream(channel, Map.of());
        publish(channel, queue, 0, 5);
        Channel consuming = BROKER.channel();
        List<Delivery> got = consume(consuming, queue, "first", 2, false);
        awaitBodies(numbers(0, 2), got);
        consuming.basicAck(got.get(1).getEnvelope().getDeliveryTag(), true);
        awaitBodies(numbers(0, 4), got);
    }

    @Test
    @Tag("amqp091.queue.stream")
    void aStreamIsBoundLikeAnyQueue() throws Exception {
        Channel channel = BROKER.channel();
        String exchange = BrokerExtension.name("fan");
        channel.exchangeDeclare(exchange, BuiltinExchangeType.FANOUT);
        String queue = stream(channel, Map.of());
        channel.queueBind(queue, exchange, "");
        channel.confirmSelect();
        channel.basicPublish(exchange, "", null, "x".getBytes(UTF_8));
        channel.waitForConfirmsOrDie(10_000);
        awaitBodies(List.of("x"), consume(BROKER.channel(), queue, "first", 10, true));
        channel.exchangeDelete(exchange);
    }

    @Test
    @Tag("amqp091.queue.stream-retention")
    void whatIsTooMuchGoesFromTheBeginning() throws Exception {
        Channel channel = BROKER.channel();
        String queue = stream(
                channel,
                Map.of("x-max-length-bytes", 20_000, "x-max-age", "7D", "x-stream-max-segment-size-bytes", 10_000));
        channel.confirmSelect();
        for (int i = 0; i < 100; i++) {
            channel.basicPublish("", queue, null, new byte[1_000]);
        }
        channel.waitForConfirmsOrDie(10_000);
        eventually("retention", () -> channel.queueDeclarePassive(queue).getMessageCount() < 21);
        List<Delivery> got = consume(BROKER.channel(), queue, 0, 100, true);
        eventually("the rest", () -> !got.isEmpty());
        long first = (Long) got.get(0).getProperties().getHeaders().get("x-stream-offset");
        assertEquals(true, first > 70, "begins at " + first);
    }

    @Test
    @Tag("amqp091.queue.stream-refusals")
    void whatStreamsDoNotDoIsRefused() throws Exception {
        String queue = stream(BROKER.channel(), Map.of());
        Channel getting = BROKER.connect().createChannel();
        refused(540, "stream", () -> getting.basicGet(queue, true));
        Channel purging = BROKER.connect().createChannel();
        refused(540, "stream", () -> purging.queuePurge(queue));
        Channel taking = BROKER.connect().createChannel();
        refused(540, "stream", () -> taking.basicConsume(queue, true, (tag, one) -> {}, tag -> {}));
        Channel alone = BROKER.connect().createChannel();
        refused(
                540,
                "exclusively",
                () -> alone.basicConsume(queue, false, "", false, true, Map.of(), (tag, one) -> {}, tag -> {}));
        Channel flooded = BROKER.channel();
        refused(
                406,
                "prefetch",
                () -> flooded.basicConsume(
                        queue, false, Map.of("x-stream-offset", "first"), (tag, one) -> {}, tag -> {}));
        Channel unlimited = BROKER.channel();
        refused(406, "prefetch", () -> unlimited.basicConsume(queue, false, (tag, one) -> {}, tag -> {}));
        refused(406, "x-message-ttl", () -> stream(BROKER.channel(), Map.of("x-message-ttl", 1)));
        refused(406, "x-max-age", () -> stream(BROKER.channel(), Map.of("x-max-age", "soon")));
        refused(406, "x-stream-offset", () -> consume(BROKER.channel(), queue, "somewhere", 1, true));
        refused(406, "exclusive", () -> BROKER.channel().queueDeclare("s", true, true, false, STREAM));
        Channel own = BROKER.channel();
        String classic = own.queueDeclare().getQueue();
        refused(406, "no stream", () -> consume(own, classic, "first", 1, true));
    }

    private static void publishValues(Channel channel, String queue, String... values) throws Exception {
        channel.confirmSelect();
        for (String value : values) {
            Map<String, Object> headers = value.isEmpty() ? Map.of() : Map.of("x-stream-filter-value", value);
            channel.basicPublish(
                    "",
                    queue,
                    new AMQP.BasicProperties.Builder().headers(headers).build(),
                    value.getBytes(UTF_8));
        }
        channel.waitForConfirmsOrDie(10_000);
    }

    private static List<Delivery> consumeFiltered(String queue, Map<String, Object> more) throws Exception {
        Channel channel = BROKER.channel();
        channel.basicQos(10);
        Map<String, Object> arguments = new HashMap<>(Map.of("x-stream-offset", "first"));
        arguments.putAll(more);
        List<Delivery> got = new CopyOnWriteArrayList<>();
        channel.basicConsume(queue, false, arguments, (tag, delivery) -> got.add(delivery), tag -> {});
        return got;
    }

    @Test
    @Tag("amqp091.basic.stream-filter")
    void consumersGetOnlyTheValuesThatTheyWant() throws Exception {
        Channel channel = BROKER.channel();
        String queue = stream(channel, Map.of("x-stream-filter-size-bytes", 32));
        publishValues(channel, queue, "red", "blue", "", "green", "red");
        List<Delivery> red = consumeFiltered(queue, Map.of("x-stream-filter", "red"));
        List<Delivery> two = consumeFiltered(queue, Map.of("x-stream-filter", List.of("green", "blue")));
        List<Delivery> open =
                consumeFiltered(queue, Map.of("x-stream-filter", "green", "x-stream-match-unfiltered", true));
        Channel next = BROKER.channel();
        next.basicQos(10);
        List<Delivery> later = new CopyOnWriteArrayList<>();
        next.basicConsume(
                queue, false, Map.of("x-stream-filter", "blue"), (tag, delivery) -> later.add(delivery), tag -> {});
        publishValues(channel, queue, "red", "blue", "last");
        awaitBodies(List.of("red", "red", "red"), red);
        awaitBodies(List.of("blue", "green", "blue"), two);
        awaitBodies(List.of("", "green"), open);
        awaitBodies(List.of("blue"), later);
        assertEquals(0L, red.get(0).getProperties().getHeaders().get("x-stream-offset"));
        assertEquals(4L, red.get(1).getProperties().getHeaders().get("x-stream-offset"));
    }

    @Test
    @Tag("amqp091.basic.stream-filter")
    void filtersThatCannotBeAreRefused() throws Exception {
        String queue = stream(BROKER.channel(), Map.of());
        refused(406, "x-stream-filter", () -> consumeFiltered(queue, Map.of("x-stream-filter", 1)));
        refused(406, "x-stream-match-unfiltered", () -> consumeFiltered(queue, Map.of("x-stream-match-unfiltered", 1)));
        refused(
                406,
                "x-stream-filter-size-bytes",
                () -> stream(BROKER.channel(), Map.of("x-stream-filter-size-bytes", 8)));
        Channel own = BROKER.channel();
        String classic = own.queueDeclare().getQueue();
        refused(
                406,
                "no stream",
                () -> own.basicConsume(classic, false, Map.of("x-stream-filter", "red"), (tag, one) -> {}, tag -> {}));
    }

    @Test
    void consumersAreToldOfTheEnd() throws Exception {
        Channel channel = BROKER.channel();
        String queue = stream(channel, Map.of());
        Channel consuming = BROKER.channel();
        consuming.basicQos(1);
        List<String> cancelled = new CopyOnWriteArrayList<>();
        consuming.basicConsume(queue, false, (tag, one) -> {}, tag -> cancelled.add(tag));
        AMQP.Queue.DeleteOk deleted = channel.queueDelete(queue);
        assertEquals(0, deleted.getMessageCount());
        eventually("told", () -> cancelled.size() == 1);
    }
}
