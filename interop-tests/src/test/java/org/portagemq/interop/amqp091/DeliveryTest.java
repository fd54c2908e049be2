// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.interop.amqp091;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.portagemq.interop.amqp091.Eventually.await;
import static org.portagemq.interop.amqp091.Eventually.closed;
import static org.portagemq.interop.amqp091.Eventually.eventually;
import static org.portagemq.interop.amqp091.Eventually.refused;

import com.rabbitmq.client.AMQP;
import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import com.rabbitmq.client.DefaultConsumer;
import com.rabbitmq.client.Delivery;
import com.rabbitmq.client.Envelope;
import com.rabbitmq.client.GetResponse;
import com.rabbitmq.client.MessageProperties;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class DeliveryTest {

    @RegisterExtension
    static final BrokerExtension BROKER = new BrokerExtension();

    private static final AMQP.BasicProperties PERSISTENT = MessageProperties.PERSISTENT_BASIC;

    private static String queue(Channel channel) throws IOException {
        return channel.queueDeclare(BrokerExtension.name("delivery"), true, false, false, null)
                .getQueue();
    }

    private static void publish(Channel channel, String queue, int from, int to) throws IOException {
        for (int i = from; i < to; i++) {
            channel.basicPublish("", queue, PERSISTENT, text(i));
        }
    }

    private static byte[] text(int number) {
        return Integer.toString(number).getBytes(StandardCharsets.US_ASCII);
    }

    private static int number(byte[] body) {
        return Integer.parseInt(new String(body, StandardCharsets.US_ASCII));
    }

    private static GetResponse getEventually(Channel channel, String queue, boolean autoAck) throws Exception {
        GetResponse[] got = new GetResponse[1];
        eventually("a message in " + queue, () -> (got[0] = channel.basicGet(queue, autoAck)) != null);
        return got[0];
    }

    private static Delivery next(BlockingQueue<Delivery> deliveries) throws InterruptedException {
        Delivery delivery = deliveries.poll(30, TimeUnit.SECONDS);
        assertNotNull(delivery, "a delivery");
        return delivery;
    }

    private static BlockingQueue<Delivery> consume(Channel channel, String queue, boolean autoAck) throws IOException {
        BlockingQueue<Delivery> deliveries = new LinkedBlockingQueue<>();
        channel.basicConsume(queue, autoAck, (tag, delivery) -> deliveries.add(delivery), tag -> {});
        return deliveries;
    }

    @Test
    @Tag("amqp091.wire.properties")
    void everyPropertyAndHeaderComesBackAsItWasSent() throws Exception {
        Channel channel = BROKER.channel();
        String queue = queue(channel);
        Map<String, Object> headers = new HashMap<>();
        headers.put("bool", true);
        headers.put("byte", (byte) 1);
        headers.put("short", (short) 2);
        headers.put("int", 3);
        headers.put("long", 4L);
        headers.put("float", 1.5f);
        headers.put("double", 2.5d);
        headers.put("decimal", new BigDecimal("12.34"));
        headers.put("date", Date.from(Instant.ofEpochSecond(1_700_000_000L)));
        headers.put("bytes", new byte[] {1, 2, 3});
        headers.put("list", List.of(1, 2L));
        headers.put("map", Map.of("inner", 5));
        headers.put("void", null);
        AMQP.BasicProperties sent = new AMQP.BasicProperties.Builder()
                .contentType("text/plain")
                .contentEncoding("utf-8")
                .headers(headers)
                .deliveryMode(2)
                .priority(3)
                .correlationId("correlation")
                .replyTo("reply")
                .messageId("id")
                .timestamp(Date.from(Instant.ofEpochSecond(1_700_000_000L)))
                .type("type")
                .userId("guest")
                .appId("app")
                .build();

        channel.basicPublish("", queue, sent, "body".getBytes(StandardCharsets.UTF_8));
        GetResponse got = getEventually(channel, queue, true);

        assertEquals("body", new String(got.getBody(), StandardCharsets.UTF_8));
        assertEquals("", got.getEnvelope().getExchange());
        assertEquals(queue, got.getEnvelope().getRoutingKey());
        assertFalse(got.getEnvelope().isRedeliver());
        Map<String, Object> received = new HashMap<>(got.getProps().getHeaders());
        assertArrayEquals((byte[]) headers.remove("bytes"), (byte[]) received.remove("bytes"));
        assertEquals(headers, received);
        assertEquals(
                sent.builder().headers(null).build(),
                got.getProps().builder().headers(null).build());
    }

    @Test
    void bodiesOfAnySizeArrive() throws Exception {
        Channel channel = BROKER.channel();
        String queue = queue(channel);
        Random random = new Random(5);
        for (int size : new int[] {0, 1, 131_063, 131_064, 131_065, 1_000_000, 5_000_000}) {
            byte[] body = new byte[size];
            random.nextBytes(body);

            channel.basicPublish("", queue, null, body);

            assertArrayEquals(body, getEventually(channel, queue, true).getBody());
        }
    }

    @Test
    @Tag("amqp091.basic.order")
    void orderOfOnePublisherIsKept() throws Exception {
        Channel channel = BROKER.channel();
        String queue = queue(channel);
        publish(channel, queue, 0, 2_000);

        BlockingQueue<Delivery> deliveries = consume(BROKER.channel(), queue, true);

        for (int i = 0; i < 2_000; i++) {
            assertEquals(i, number(next(deliveries).getBody()));
        }
    }

    @Test
    @Tag("amqp091.basic.qos")
    void prefetchIsTheMostThatIsUnacknowledged() throws Exception {
        Channel channel = BROKER.channel();
        String queue = queue(channel);
        publish(channel, queue, 0, 10);
        Channel consuming = BROKER.channel();
        consuming.basicQos(3);
        BlockingQueue<Delivery> deliveries = consume(consuming, queue, false);
        Delivery first = next(deliveries);
        next(deliveries);
        Delivery third = next(deliveries);
        assertNull(deliveries.poll(100, TimeUnit.MILLISECONDS), "no fourth");

        consuming.basicAck(first.getEnvelope().getDeliveryTag(), false);
        assertEquals(3, number(next(deliveries).getBody()));
        consuming.basicAck(third.getEnvelope().getDeliveryTag(), true);

        assertEquals(4, number(next(deliveries).getBody()));
        assertEquals(5, number(next(deliveries).getBody()));
        assertNull(deliveries.poll(100, TimeUnit.MILLISECONDS), "one is still out");
    }

    @Test
    @Tag("amqp091.basic.qos")
    void globalPrefetchIsForAllConsumersOfTheChannel() throws Exception {
        Channel channel = BROKER.channel();
        String queue = queue(channel);
        publish(channel, queue, 0, 10);
        Channel consuming = BROKER.channel();
        consuming.basicQos(3, true);
        BlockingQueue<Delivery> deliveries = new LinkedBlockingQueue<>();
        for (int i = 0; i < 2; i++) {
            consuming.basicConsume(queue, false, (tag, delivery) -> deliveries.add(delivery), tag -> {});
        }
        for (int i = 0; i < 3; i++) {
            next(deliveries);
        }
        assertNull(deliveries.poll(100, TimeUnit.MILLISECONDS), "no fourth");

        consuming.basicAck(0, true);

        next(deliveries);
    }

    @Test
    @Tag("amqp091.basic.fair")
    void messagesAreSharedAmongConsumers() throws Exception {
        Channel channel = BROKER.channel();
        String queue = queue(channel);
        List<BlockingQueue<Delivery>> consumers = new ArrayList<>();
        for (int i = 0; i < 2; i++) {
            Channel consuming = BROKER.channel();
            consuming.basicQos(1);
            consumers.add(consume(consuming, queue, false));
        }

        publish(channel, queue, 0, 4);

        next(consumers.get(0));
        next(consumers.get(1));
    }

    @Test
    @Tag("amqp091.basic.requeue")
    void requeuedMessagesReturnToTheirPlaces() throws Exception {
        Channel channel = BROKER.channel();
        String queue = queue(channel);
        publish(channel, queue, 0, 5);
        List<Long> tags = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            tags.add(getEventually(channel, queue, false).getEnvelope().getDeliveryTag());
        }

        channel.basicNack(tags.get(1), false, true);
        channel.basicReject(tags.get(0), true);
        channel.basicNack(tags.get(2), false, true);

        for (int i = 0; i < 5; i++) {
            GetResponse got = getEventually(channel, queue, false);
            assertEquals(i, number(got.getBody()));
            assertEquals(i < 3, got.getEnvelope().isRedeliver());
        }
    }

    @Test
    @Tag("amqp091.channel.close")
    void unacknowledgedMessagesOfAClosedChannelAreRedelivered() throws Exception {
        Channel channel = BROKER.channel();
        String queue = queue(channel);
        publish(channel, queue, 0, 3);
        Channel other = BROKER.channel();
        BlockingQueue<Delivery> deliveries = consume(other, queue, false);
        for (int i = 0; i < 3; i++) {
            next(deliveries);
        }

        other.close();

        for (int i = 0; i < 3; i++) {
            GetResponse got = getEventually(channel, queue, true);
            assertEquals(i, number(got.getBody()));
            assertTrue(got.getEnvelope().isRedeliver());
        }
    }

    @Test
    @Tag("amqp091.basic.redelivery")
    void unacknowledgedMessagesOfADeadConnectionAreRedelivered() throws Exception {
        Channel channel = BROKER.channel();
        String queue = queue(channel);
        publish(channel, queue, 0, 1);
        Connection dying = BROKER.connect();
        next(consume(dying.createChannel(), queue, false));

        dying.abort();

        assertTrue(getEventually(channel, queue, true).getEnvelope().isRedeliver());
    }

    @Test
    @Tag("amqp091.basic.recover")
    void recoverDeliversAllAgain() throws Exception {
        Channel channel = BROKER.channel();
        String queue = queue(channel);
        publish(channel, queue, 0, 2);
        BlockingQueue<Delivery> deliveries = consume(channel, queue, false);
        next(deliveries);
        next(deliveries);

        channel.basicRecover(true);

        Delivery again = next(deliveries);
        assertEquals(0, number(again.getBody()));
        assertTrue(again.getEnvelope().isRedeliver());
    }

    @Test
    @Tag("amqp091.basic.persistent")
    void persistentMessagesSurviveARestartAndTransientOnesDoNot() throws Exception {
        Channel channel = BROKER.channel();
        String queue = queue(channel);
        channel.confirmSelect();
        publish(channel, queue, 0, 100);
        channel.basicPublish("", queue, MessageProperties.BASIC, text(1_000));
        channel.waitForConfirmsOrDie(BrokerExtension.PATIENCE_MS);

        BROKER.restart();

        Channel after = BROKER.channel();
        for (int i = 0; i < 100; i++) {
            assertEquals(i, number(getEventually(after, queue, true).getBody()));
        }
        assertNull(after.basicGet(queue, true));
    }

    @Test
    @Tag("amqp091.basic.exclusive")
    void exclusiveConsumerIsAlone() throws Exception {
        Channel channel = BROKER.channel();
        String queue = queue(channel);
        channel.basicConsume(queue, false, "first", false, true, null, new DefaultConsumer(channel));

        refused(
                403,
                "queue '" + queue + "' in vhost '/' in exclusive use",
                () -> consume(BROKER.channel(), queue, false));
    }

    @Test
    @Tag("amqp091.queue.deleted")
    @Tag("amqp091.basic.cancel-notify")
    void consumerHearsThatItsQueueIsDeleted() throws Exception {
        Channel channel = BROKER.channel();
        String queue = queue(channel);
        CountDownLatch cancelled = new CountDownLatch(1);
        channel.basicConsume(queue, false, (tag, delivery) -> {}, tag -> cancelled.countDown());

        BROKER.channel().queueDelete(queue);

        await(cancelled, "basic.cancel");
        assertTrue(channel.isOpen());
    }

    @Test
    @Tag("amqp091.basic.cancel")
    void cancelledConsumerGetsNothingMoreAndKeepsWhatItHas() throws Exception {
        Channel channel = BROKER.channel();
        String queue = queue(channel);
        publish(channel, queue, 0, 1);
        BlockingQueue<Delivery> deliveries = new LinkedBlockingQueue<>();
        String tag = channel.basicConsume(queue, false, (name, delivery) -> deliveries.add(delivery), name -> {});
        Delivery first = next(deliveries);

        channel.basicCancel(tag);
        publish(channel, queue, 1, 2);

        assertEquals(1, number(getEventually(channel, queue, true).getBody()));
        channel.basicAck(first.getEnvelope().getDeliveryTag(), false);
        assertTrue(deliveries.isEmpty());
        assertEquals(0, channel.messageCount(queue));
    }

    @Test
    @Tag("amqp091.basic.no-ack")
    void nothingIsLostWhenANoAckConsumerIsCancelled() throws Exception {
        Channel channel = BROKER.channel();
        String queue = queue(channel);
        publish(channel, queue, 0, 2_000);
        AtomicInteger received = new AtomicInteger();
        Channel consuming = BROKER.channel();
        String tag = consuming.basicConsume(queue, true, (name, delivery) -> received.incrementAndGet(), name -> {});
        eventually("some messages", () -> received.get() > 0);

        consuming.basicCancel(tag);

        eventually("each message is here or there", () -> received.get() + channel.messageCount(queue) == 2_000);
    }

    @Test
    @Tag("amqp091.basic.get")
    void getCountsWhatIsLeft() throws Exception {
        Channel channel = BROKER.channel();
        String queue = queue(channel);
        assertNull(channel.basicGet(queue, true));
        publish(channel, queue, 0, 3);

        assertEquals(2, getEventually(channel, queue, true).getMessageCount());
    }

    @Test
    @Tag("amqp091.basic.ack")
    void unknownDeliveryTagClosesTheChannel() throws Exception {
        Channel channel = BROKER.channel();

        channel.basicAck(7, false);

        closed(406, "PRECONDITION_FAILED - unknown delivery tag 7", channel);
    }

    @Test
    @Tag("amqp091.tx.commit")
    void transactionIsSeenAtItsCommitAndNotAfterItsRollback() throws Exception {
        Channel channel = BROKER.channel();
        String queue = queue(channel);
        Channel looking = BROKER.channel();
        channel.txSelect();
        publish(channel, queue, 0, 2);
        assertEquals(0, looking.messageCount(queue));

        channel.txCommit();
        assertEquals(2, looking.messageCount(queue));
        publish(channel, queue, 2, 4);
        channel.txRollback();

        assertEquals(2, looking.messageCount(queue));
    }

    @Test
    @Tag("amqp091.tx.rollback")
    void acksOfARolledBackTransactionAreUndone() throws Exception {
        Channel channel = BROKER.channel();
        String queue = queue(channel);
        publish(channel, queue, 0, 1);
        channel.txSelect();
        long tag = getEventually(channel, queue, false).getEnvelope().getDeliveryTag();

        channel.basicAck(tag, false);
        channel.txRollback();
        channel.basicAck(tag, false);
        channel.txCommit();
        channel.close();

        assertEquals(0, BROKER.channel().messageCount(queue));
    }

    @Test
    @Tag("amqp091.wire.interleaving")
    void manyChannelsOfOneConnectionWorkAtOnce() throws Exception {
        Connection connection = BROKER.connect();
        int channels = 50;
        List<BlockingQueue<Delivery>> all = new ArrayList<>();
        for (int i = 0; i < channels; i++) {
            Channel channel = connection.createChannel();
            String queue = queue(channel);
            all.add(consume(channel, queue, true));
            publish(channel, queue, 0, 20);
        }

        for (BlockingQueue<Delivery> deliveries : all) {
            for (int i = 0; i < 20; i++) {
                assertEquals(i, number(next(deliveries).getBody()));
            }
        }
    }

    @Test
    void messagePublishedToManyQueuesIsDeliveredToEach() throws Exception {
        Channel channel = BROKER.channel();
        String exchange = BrokerExtension.name("fanout");
        channel.exchangeDeclare(exchange, "fanout");
        List<String> queues = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            queues.add(queue(channel));
            channel.queueBind(queues.get(i), exchange, "");
        }

        channel.basicPublish(exchange, "key", null, text(7));

        for (String queue : queues) {
            Envelope envelope = getEventually(channel, queue, true).getEnvelope();
            assertEquals(exchange, envelope.getExchange());
            assertEquals("key", envelope.getRoutingKey());
        }
    }
}
