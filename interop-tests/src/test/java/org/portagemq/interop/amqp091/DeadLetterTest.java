// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.interop.amqp091;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.portagemq.interop.amqp091.Eventually.eventually;

import com.rabbitmq.client.AMQP;
import com.rabbitmq.client.Channel;
import com.rabbitmq.client.GetResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Date;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Where messages go that a queue does not keep, and what they say of it. */
class DeadLetterTest {

    @RegisterExtension
    static final BrokerExtension BROKER = new BrokerExtension();

    private static String queue(Channel channel, Map<String, Object> arguments) throws IOException {
        return channel.queueDeclare(BrokerExtension.name("letters"), true, false, false, arguments)
                .getQueue();
    }

    /** A queue whose dead letters go straight to another one. */
    private static String queue(Channel channel, String deadQueue, Map<String, Object> more) throws IOException {
        Map<String, Object> arguments = new HashMap<>(more);
        arguments.put("x-dead-letter-exchange", "");
        arguments.put("x-dead-letter-routing-key", deadQueue);
        return queue(channel, arguments);
    }

    private static void publish(Channel channel, String queue, String... bodies) throws IOException {
        for (String body : bodies) {
            channel.basicPublish("", queue, null, body.getBytes(StandardCharsets.UTF_8));
        }
    }

    private static GetResponse get(Channel channel, String queue, boolean autoAck) throws Exception {
        GetResponse[] got = new GetResponse[1];
        eventually("a message in " + queue, () -> (got[0] = channel.basicGet(queue, autoAck)) != null);
        return got[0];
    }

    private static String text(GetResponse got) {
        return new String(got.getBody(), StandardCharsets.UTF_8);
    }

    private static void reject(Channel channel, String queue) throws Exception {
        channel.basicReject(get(channel, queue, false).getEnvelope().getDeliveryTag(), false);
    }

    /** The history with plain strings, the last death first. */
    private static List<Map<?, ?>> deaths(GetResponse got) {
        return Stream.of(got.getProps().getHeaders().get("x-death"))
                .flatMap(list -> ((List<?>) list).stream())
                .<Map<?, ?>>map(each -> (Map<?, ?>) each)
                .toList();
    }

    private static String header(GetResponse got, String name) {
        return got.getProps().getHeaders().get(name).toString();
    }

    private static List<String> keys(Map<?, ?> death) {
        return ((List<?>) death.get("routing-keys"))
                .stream().map(Object::toString).toList();
    }

    @Test
    @Tag("amqp091.dead.history")
    void everyDeathIsTold() throws Exception {
        Channel channel = BROKER.channel();
        String last = queue(channel, Map.of());
        String second = queue(channel, last, Map.of());
        String first = queue(channel, second, Map.of());
        String exchange = BrokerExtension.name("letters");
        channel.exchangeDeclare(exchange, "direct");
        channel.queueBind(first, exchange, "key");
        Instant before = Instant.now().truncatedTo(ChronoUnit.SECONDS);

        AMQP.BasicProperties properties =
                new AMQP.BasicProperties.Builder().expiration("20").build();
        channel.basicPublish(exchange, "key", properties, "m".getBytes(StandardCharsets.UTF_8));
        reject(channel, second);
        GetResponse got = get(channel, last, true);

        List<Map<?, ?>> deaths = deaths(got);
        assertEquals(2, deaths.size());
        Map<?, ?> rejected = deaths.get(0);
        assertEquals("rejected", rejected.get("reason").toString());
        assertEquals(second, rejected.get("queue").toString());
        assertEquals("", rejected.get("exchange").toString());
        assertEquals(List.of(second), keys(rejected));
        assertFalse(rejected.containsKey("original-expiration"), "it had none any more");
        Map<?, ?> expired = deaths.get(1);
        assertEquals("expired", expired.get("reason").toString());
        assertEquals(first, expired.get("queue").toString());
        assertEquals(exchange, expired.get("exchange").toString());
        assertEquals(List.of("key"), keys(expired));
        assertEquals("20", expired.get("original-expiration").toString());
        assertEquals(1L, expired.get("count"));
        assertFalse(((Date) expired.get("time")).toInstant().isBefore(before));
        assertEquals(first, header(got, "x-first-death-queue"));
        assertEquals("expired", header(got, "x-first-death-reason"));
        assertEquals(exchange, header(got, "x-first-death-exchange"));
        assertEquals(second, header(got, "x-last-death-queue"));
        assertEquals("rejected", header(got, "x-last-death-reason"));
        assertEquals("", header(got, "x-last-death-exchange"));
        assertEquals("", got.getEnvelope().getExchange());
        assertEquals(last, got.getEnvelope().getRoutingKey());
    }

    @Test
    @Tag("amqp091.dead.history")
    void deathsOfOneKindInOneQueueAreCounted() throws Exception {
        Channel channel = BROKER.channel();
        String retry = BrokerExtension.name("retry");
        String work = queue(channel, retry, Map.of());
        channel.queueDeclare(
                retry,
                true,
                false,
                false,
                Map.of("x-message-ttl", 1, "x-dead-letter-exchange", "", "x-dead-letter-routing-key", work));
        publish(channel, work, "m");

        for (int i = 0; i < 3; i++) {
            reject(channel, work);
        }

        GetResponse got = get(channel, work, true);
        List<Map<?, ?>> deaths = deaths(got);
        assertEquals(2, deaths.size(), "one entry for each queue and reason");
        assertEquals(3L, deaths.get(0).get("count"));
        assertEquals(retry, deaths.get(0).get("queue").toString());
        assertEquals(3L, deaths.get(1).get("count"));
        assertEquals(work, deaths.get(1).get("queue").toString());
        assertEquals(work, header(got, "x-first-death-queue"));
    }

    @Test
    @Tag("amqp091.dead.copies")
    void copiesAreInTheHistoryAndBlindOnesAreNot() throws Exception {
        Channel channel = BROKER.channel();
        String dead = queue(channel, Map.of());
        String queue = queue(channel, dead, Map.of());
        String copy = queue(channel, Map.of());
        String blind = queue(channel, Map.of());
        AMQP.BasicProperties properties = new AMQP.BasicProperties.Builder()
                .headers(Map.of("CC", List.of(copy), "BCC", List.of(blind), "own", 1))
                .build();

        channel.basicPublish("", queue, properties, new byte[0]);
        reject(channel, queue);

        GetResponse got = get(channel, dead, true);
        assertEquals(List.of(queue, copy), keys(deaths(got).get(0)));
        assertFalse(got.getProps().getHeaders().containsKey("BCC"));
        assertFalse(got.getProps().getHeaders().containsKey("CC"), "the dead-letter key replaces it");
        assertEquals(1, got.getProps().getHeaders().get("own"));
        for (String reached : List.of(copy, blind)) {
            assertNull(get(channel, reached, true).getProps().getHeaders().get("BCC"));
        }
    }

    @Test
    @Tag("amqp091.dead.cycle")
    void messageThatWouldGoRoundForEverIsDropped() throws Exception {
        Channel channel = BROKER.channel();
        String queue = queue(channel, Map.of("x-message-ttl", 1, "x-dead-letter-exchange", ""));
        publish(channel, queue, "m");

        eventually("it is gone", () -> channel.messageCount(queue) == 0);
        assertNull(channel.basicGet(queue, true));
    }

    @Test
    @Tag("amqp091.dead.cycle")
    void rejectedMessageMayGoRound() throws Exception {
        Channel channel = BROKER.channel();
        String queue = queue(channel, Map.of("x-dead-letter-exchange", ""));
        publish(channel, queue, "m");

        for (int i = 0; i < 3; i++) {
            reject(channel, queue);
        }

        GetResponse got = get(channel, queue, true);
        assertEquals(3L, deaths(got).get(0).get("count"));
    }

    @Test
    @Tag("amqp091.queue.dead-letter")
    void withoutDeadLetterExchangeMessagesAreDropped() throws Exception {
        Channel channel = BROKER.channel();
        String queue = queue(channel, Map.of("x-dead-letter-exchange", BrokerExtension.name("missing")));
        publish(channel, queue, "m");

        reject(channel, queue);

        assertNull(channel.basicGet(queue, true));
        assertEquals(0, channel.messageCount(queue));
    }

    @Test
    @Tag("amqp091.dead.overflow")
    void whatIsDroppedForNewMessagesIsDeadLettered() throws Exception {
        Channel channel = BROKER.channel();
        String dead = queue(channel, Map.of());
        String queue = queue(channel, dead, Map.of("x-max-length", 1));

        publish(channel, queue, "1", "2");

        GetResponse got = get(channel, dead, true);
        assertEquals("1", text(got));
        assertEquals("maxlen", header(got, "x-first-death-reason"));
        assertEquals("2", text(get(channel, queue, true)));
    }

    @Test
    @Tag("amqp091.queue.overflow")
    void whatAFullQueueRefusesIsNackedAndDeadLettered() throws Exception {
        Channel channel = BROKER.channel();
        String dead = queue(channel, Map.of());
        String queue = queue(channel, dead, Map.of("x-max-length", 1, "x-overflow", "reject-publish-dlx"));
        channel.confirmSelect();
        publish(channel, queue, "1");
        assertTrue(channel.waitForConfirms(BrokerExtension.PATIENCE_MS));

        publish(channel, queue, "2");

        assertFalse(channel.waitForConfirms(BrokerExtension.PATIENCE_MS));
        GetResponse got = get(channel, dead, true);
        assertEquals("2", text(got));
        assertEquals("maxlen", header(got, "x-first-death-reason"));
        assertEquals(queue, header(got, "x-first-death-queue"));
        assertEquals("1", text(get(channel, queue, true)));
        assertNull(channel.basicGet(queue, true));
    }

    @Test
    @Tag("amqp091.queue.max-length-bytes")
    void bytesOfAQueueAreLimited() throws Exception {
        Channel channel = BROKER.channel();
        String queue = queue(channel, Map.of("x-max-length-bytes", 10_000));
        channel.confirmSelect();
        for (byte i = 0; i < 3; i++) {
            byte[] body = new byte[4_000];
            body[0] = i;
            channel.basicPublish("", queue, null, body);
        }
        assertTrue(channel.waitForConfirms(BrokerExtension.PATIENCE_MS));

        eventually("two are left", () -> channel.messageCount(queue) == 2);
        assertEquals(1, get(channel, queue, true).getBody()[0]);
        assertEquals(2, get(channel, queue, true).getBody()[0]);
    }

    @Test
    void queueThatRefusesKeepsWhatItConfirmedWhenItsBytesAreFull() throws Exception {
        Channel channel = BROKER.channel();
        String queue = queue(channel, Map.of("x-max-length-bytes", 10_000, "x-overflow", "reject-publish"));
        channel.confirmSelect();
        channel.basicPublish("", queue, null, new byte[6_000]);
        assertTrue(channel.waitForConfirms(BrokerExtension.PATIENCE_MS));

        channel.basicPublish("", queue, null, new byte[6_001]);
        assertFalse(channel.waitForConfirms(BrokerExtension.PATIENCE_MS));
        channel.basicPublish("", queue, null, new byte[2_000]);
        assertTrue(channel.waitForConfirms(BrokerExtension.PATIENCE_MS), "a smaller one fits");

        assertEquals(6_000, get(channel, queue, true).getBody().length);
        assertEquals(2_000, get(channel, queue, true).getBody().length);
    }
}
