// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.interop.rocketmq;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.apache.rocketmq.client.consumer.DefaultMQPushConsumer;
import org.apache.rocketmq.client.exception.MQBrokerException;
import org.apache.rocketmq.client.exception.MQClientException;
import org.apache.rocketmq.client.producer.DefaultMQProducer;
import org.apache.rocketmq.client.producer.SendCallback;
import org.apache.rocketmq.client.producer.SendResult;
import org.apache.rocketmq.client.producer.SendStatus;
import org.apache.rocketmq.common.message.Message;
import org.apache.rocketmq.common.message.MessageExt;
import org.apache.rocketmq.common.message.MessageQueue;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What producers of RocketMQ's own client do. */
class ProducerTest {

    @RegisterExtension
    static final RocketExtension ROCKET = new RocketExtension();

    private final String topic = RocketExtension.name("T");

    private BlockingQueue<MessageExt> consume(String expression) throws Exception {
        DefaultMQPushConsumer consumer = ROCKET.consumer(RocketExtension.name("G"));
        consumer.subscribe(topic, expression);
        return RocketExtension.collect(consumer);
    }

    @Test
    @Tag("rocketmq.code.310")
    @Tag("rocketmq.send.create")
    void aNewTopicHasFourQueuesAndTakesMessagesOneByOne() throws Exception {
        DefaultMQProducer producer = ROCKET.producer();
        Set<Integer> queues = new HashSet<>();
        for (int i = 0; i < 8; i++) {
            SendResult result = producer.send(RocketExtension.message(topic, "a", "m" + i));
            assertEquals(SendStatus.SEND_OK, result.getSendStatus());
            assertEquals(32, result.getOffsetMsgId().length());
            queues.add(result.getMessageQueue().getQueueId());
        }
        assertEquals(Set.of(0, 1, 2, 3), queues);
        assertEquals(4, producer.fetchPublishMessageQueues(topic).size());
        assertEquals(8, RocketExtension.texts(consume("*"), 8).size());
    }

    @Test
    @Tag("rocketmq.send.properties")
    void aMessageArrivesWithItsTagKeysAndProperties() throws Exception {
        DefaultMQProducer producer = ROCKET.producer();
        Message message = new Message(topic, "blue", "k1 k2", new byte[] {0, -1, 7});
        message.putUserProperty("who", "me \u20ac");
        message.setFlag(9);
        SendResult result = producer.send(message);
        MessageExt got = RocketExtension.next(consume("*"));
        assertEquals("blue", got.getTags());
        assertEquals("k1 k2", got.getKeys());
        assertEquals("me \u20ac", got.getUserProperty("who"));
        assertEquals(9, got.getFlag());
        assertArrayEquals(new byte[] {0, -1, 7}, got.getBody());
        assertEquals(result.getMsgId(), got.getMsgId());
        assertEquals(result.getQueueOffset(), got.getQueueOffset());
        assertEquals(result.getMessageQueue().getQueueId(), got.getQueueId());
    }

    @Test
    @Tag("rocketmq.send.ways")
    void asynchronousAndOneWaySendsArrive() throws Exception {
        DefaultMQProducer producer = ROCKET.producer();
        List<CompletableFuture<SendResult>> results = new ArrayList<>();
        for (int i = 0; i < 50; i++) {
            CompletableFuture<SendResult> result = new CompletableFuture<>();
            results.add(result);
            producer.send(RocketExtension.message(topic, null, "async" + i), new SendCallback() {
                @Override
                public void onSuccess(SendResult sent) {
                    result.complete(sent);
                }

                @Override
                public void onException(Throwable failure) {
                    result.completeExceptionally(failure);
                }
            });
        }
        for (CompletableFuture<SendResult> result : results) {
            assertEquals(
                    SendStatus.SEND_OK,
                    result.get(RocketExtension.PATIENCE_MS, TimeUnit.MILLISECONDS)
                            .getSendStatus());
        }
        for (int i = 0; i < 10; i++) {
            producer.sendOneway(RocketExtension.message(topic, null, "oneway" + i));
        }
        assertEquals(60, RocketExtension.texts(consume("*"), 60).size());
    }

    @Test
    @Tag("rocketmq.code.320")
    void aBatchIsStoredInOneQueueInOrder() throws Exception {
        DefaultMQProducer producer = ROCKET.producer();
        List<Message> batch = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            Message message = RocketExtension.message(topic, "t", "b" + i);
            message.setKeys("key" + i);
            batch.add(message);
        }
        SendResult result = producer.send(batch);
        assertEquals(SendStatus.SEND_OK, result.getSendStatus());
        assertEquals(5, result.getMsgId().split(",", -1).length);
        assertEquals(5, new HashSet<>(List.of(result.getOffsetMsgId().split(",", -1))).size());
        BlockingQueue<MessageExt> got = consume("t");
        Set<Long> offsets = new TreeSet<>();
        Set<Integer> queues = new HashSet<>();
        for (int i = 0; i < 5; i++) {
            MessageExt one = RocketExtension.next(got);
            offsets.add(one.getQueueOffset());
            queues.add(one.getQueueId());
            assertEquals("key" + RocketExtension.text(one).substring(1), one.getKeys());
        }
        assertEquals(new TreeSet<>(List.of(0L, 1L, 2L, 3L, 4L)), offsets);
        assertEquals(Set.of(result.getMessageQueue().getQueueId()), queues);
    }

    @Test
    @Tag("rocketmq.send.queue")
    void aSelectorChoosesTheQueueAndKeepsTheOrder() throws Exception {
        DefaultMQProducer producer = ROCKET.producer();
        producer.send(RocketExtension.message(topic, null, "first"));
        for (int i = 0; i < 20; i++) {
            SendResult result = producer.send(
                    RocketExtension.message(topic, "o", String.valueOf(i)),
                    (List<MessageQueue> queues, Message message, Object key) -> queues.get((Integer) key),
                    2);
            assertEquals(2, result.getMessageQueue().getQueueId());
        }
        BlockingQueue<MessageExt> got = consume("o");
        long[] offsets = new long[20];
        for (int i = 0; i < 20; i++) {
            MessageExt one = RocketExtension.next(got);
            offsets[Integer.parseInt(RocketExtension.text(one))] = one.getQueueOffset();
        }
        for (int i = 1; i < 20; i++) {
            assertTrue(offsets[i] > offsets[i - 1]);
        }
    }

    @Test
    @Tag("rocketmq.send.compressed")
    void aLargeBodyTravelsCompressed() throws Exception {
        DefaultMQProducer producer = ROCKET.producer();
        String text = "abcdefgh".repeat(4_000);
        producer.send(RocketExtension.message(topic, null, text));
        MessageExt got = RocketExtension.next(consume("*"));
        assertEquals(text, RocketExtension.text(got));
        assertTrue(got.getStoreSize() < 2_000, "stored as " + got.getStoreSize() + " bytes");
    }

    @Test
    @Tag("rocketmq.send.limit")
    void aBodyOfFourMebibytesArrives() throws Exception {
        DefaultMQProducer producer = ROCKET.producer();
        byte[] body = new byte[4 * 1024 * 1024];
        new Random(1).nextBytes(body);
        producer.send(new Message(topic, body));
        assertArrayEquals(body, RocketExtension.next(consume("*")).getBody());
    }

    @Test
    @Tag("rocketmq.send.durable")
    void aConfirmedMessageIsThereAfterARestart() throws Exception {
        DefaultMQProducer producer = ROCKET.producer();
        SendResult result = producer.send(RocketExtension.message(topic, "x", "kept"));
        producer.shutdown();
        ROCKET.restart();
        MessageExt got = RocketExtension.next(consume("*"));
        assertEquals("kept", RocketExtension.text(got));
        assertEquals(result.getQueueOffset(), got.getQueueOffset());
    }

    @Test
    @Tag("rocketmq.send.reserved")
    void aTopicOfTheBrokersOwnIsNotSentTo() throws Exception {
        DefaultMQProducer producer = ROCKET.producer();
        for (String name : List.of("SCHEDULE_TOPIC_XXXX", "RMQ_SYS_TRANS_HALF_TOPIC")) {
            assertThrows(MQClientException.class, () -> producer.send(RocketExtension.message(name, null, "no")));
        }
    }

    @Test
    @Tag("rocketmq.send.queue")
    void aWrongQueueIsRefused() throws Exception {
        DefaultMQProducer producer = ROCKET.producer();
        SendResult first = producer.send(RocketExtension.message(topic, null, "first"));
        MessageQueue wrong = new MessageQueue(topic, first.getMessageQueue().getBrokerName(), 99);
        MQBrokerException refusal = assertThrows(
                MQBrokerException.class, () -> producer.send(RocketExtension.message(topic, null, "no"), wrong));
        assertTrue(refusal.getErrorMessage().contains("queueId[99]"), refusal.getErrorMessage());
    }

    @Test
    @Tag("rocketmq.wire.name-spaces")
    void nameSpacesThatAreNoPartOfNamesAreRefused() throws Exception {
        DefaultMQProducer producer = new DefaultMQProducer("apart");
        producer.setNamespaceV2("other");
        ROCKET.start(producer);
        MQClientException refusal =
                assertThrows(MQClientException.class, () -> producer.send(RocketExtension.message(topic, null, "no")));
        // The client keeps the name server's own words in its log, and says what they come to.
        assertTrue(refusal.getMessage().contains("No route info"), refusal.getMessage());
    }

    @Test
    @Tag("rocketmq.send.traced")
    void whatItTracesCanBeConsumed() throws Exception {
        String traces = "RMQ_SYS_TRACE_TOPIC";
        DefaultMQProducer producer = new DefaultMQProducer(RocketExtension.name("producers"), true, null);
        ROCKET.start(producer);
        String topic = RocketExtension.name("T");
        SendResult sent = producer.send(new Message(topic, null, "key-5", new byte[] {1}));
        // A consumer that is there before the topic hears of it half a minute later only.
        RocketExtension.eventually("the first trace has made its topic", () -> {
            try {
                return !producer.fetchPublishMessageQueues(traces).isEmpty();
            } catch (MQClientException notYet) {
                return false;
            }
        });
        DefaultMQPushConsumer consumer = ROCKET.consumer(RocketExtension.name("G"));
        consumer.subscribe(traces, "*");
        MessageExt trace = RocketExtension.next(RocketExtension.collect(consumer));
        assertTrue(trace.getKeys().contains(sent.getMsgId()), trace.getKeys());
        assertTrue(RocketExtension.text(trace).startsWith("Pub"), RocketExtension.text(trace));
    }
}
