// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.interop.rocketmq;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.rocketmq.client.consumer.DefaultMQPushConsumer;
import org.apache.rocketmq.client.consumer.MessageSelector;
import org.apache.rocketmq.client.consumer.listener.ConsumeConcurrentlyStatus;
import org.apache.rocketmq.client.consumer.listener.ConsumeOrderlyStatus;
import org.apache.rocketmq.client.consumer.listener.MessageListenerConcurrently;
import org.apache.rocketmq.client.consumer.listener.MessageListenerOrderly;
import org.apache.rocketmq.client.exception.MQClientException;
import org.apache.rocketmq.client.producer.DefaultMQProducer;
import org.apache.rocketmq.common.consumer.ConsumeFromWhere;
import org.apache.rocketmq.common.message.Message;
import org.apache.rocketmq.common.message.MessageExt;
import org.apache.rocketmq.remoting.protocol.heartbeat.MessageModel;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What push consumers of RocketMQ's own client do. */
class PushConsumerTest {

    @RegisterExtension
    static final RocketExtension ROCKET = new RocketExtension();

    private final String topic = RocketExtension.name("T");
    private final String group = RocketExtension.name("G");

    private DefaultMQPushConsumer consumer(String expression) throws Exception {
        DefaultMQPushConsumer consumer = ROCKET.consumer(group);
        consumer.subscribe(topic, expression);
        return consumer;
    }

    private static void send(DefaultMQProducer producer, String topic, String tag, int from, int to) throws Exception {
        for (int i = from; i < to; i++) {
            producer.send(RocketExtension.message(topic, tag, tag + i));
        }
    }

    @Test
    @Tag("rocketmq.code.11")
    void messagesThatComeLaterArriveAtOnce() throws Exception {
        DefaultMQProducer producer = ROCKET.producer();
        send(producer, topic, "a", 0, 4);
        BlockingQueue<MessageExt> got = RocketExtension.collect(consumer("*"));
        RocketExtension.texts(got, 4);
        long before = System.nanoTime();
        producer.send(RocketExtension.message(topic, "a", "now"));
        assertEquals("now", RocketExtension.text(RocketExtension.next(got)));
        assertTrue(System.nanoTime() - before < TimeUnit.SECONDS.toNanos(5));
    }

    @Test
    @Tag("rocketmq.filter.tag")
    void onlyMessagesOfTheWantedTagsArrive() throws Exception {
        DefaultMQProducer producer = ROCKET.producer();
        for (int i = 0; i < 60; i++) {
            producer.send(RocketExtension.message(topic, List.of("a", "b", "c").get(i % 3), String.valueOf(i)));
        }
        BlockingQueue<MessageExt> got = RocketExtension.collect(consumer("a || c"));
        assertEquals(40, RocketExtension.texts(got, 40).size());
        producer.send(RocketExtension.message(topic, "b", "unwanted"));
        producer.send(RocketExtension.message(topic, "c", "wanted"));
        assertEquals("wanted", RocketExtension.text(RocketExtension.next(got)));
        assertNull(got.poll());
    }

    @Test
    @Tag("rocketmq.filter.sql")
    void aConditionInSqlChoosesMessagesInTheBroker() throws Exception {
        DefaultMQProducer producer = ROCKET.producer();
        for (int i = 0; i < 20; i++) {
            Message message = RocketExtension.message(topic, "t" + i % 2, String.valueOf(i));
            message.putUserProperty("size", String.valueOf(i));
            producer.send(message);
        }
        DefaultMQPushConsumer consumer = ROCKET.consumer(group);
        consumer.subscribe(topic, MessageSelector.bySql("size between 5 and 9 and TAGS = 't1'"));
        assertEquals(Set.of("5", "7", "9"), RocketExtension.texts(RocketExtension.collect(consumer), 3));
    }

    @Test
    @Tag("rocketmq.code.46")
    void aConditionThatIsNoneRefusesTheStart() throws Exception {
        send(ROCKET.producer(), topic, "a", 0, 1);
        DefaultMQPushConsumer consumer = ROCKET.consumer(group);
        consumer.subscribe(topic, MessageSelector.bySql("size >> 5"));
        MQClientException refusal = assertThrows(MQClientException.class, () -> RocketExtension.collect(consumer));
        assertTrue(refusal.getMessage().contains("a value is missing before '>'"), refusal.getMessage());
    }

    @Test
    @Tag("rocketmq.code.34")
    @Tag("rocketmq.code.35")
    @Tag("rocketmq.code.38")
    @Tag("rocketmq.to-client.40")
    @Tag("rocketmq.group.share")
    void theMembersOfAGroupShareTheQueuesAndTakeOverWhenOneLeaves() throws Exception {
        DefaultMQProducer producer = ROCKET.producer();
        send(producer, topic, "a", 0, 4);
        DefaultMQPushConsumer first = consumer("*");
        BlockingQueue<MessageExt> ofFirst = RocketExtension.collect(first);
        RocketExtension.texts(ofFirst, 4);
        DefaultMQPushConsumer second = consumer("*");
        BlockingQueue<MessageExt> ofSecond = RocketExtension.collect(second);
        RocketExtension.eventually("two queues each", () -> queuesOf(first) == 2 && queuesOf(second) == 2);
        send(producer, topic, "b", 0, 8);
        RocketExtension.texts(ofFirst, 4);
        RocketExtension.texts(ofSecond, 4);
        second.shutdown();
        RocketExtension.eventually("all queues again", () -> queuesOf(first) == 4);
        send(producer, topic, "c", 0, 8);
        assertEquals(8, RocketExtension.texts(ofFirst, 8).size());
    }

    @SuppressWarnings("deprecation") // Nothing else tells which queues a consumer has.
    private int queuesOf(DefaultMQPushConsumer consumer) {
        return (int) consumer.getDefaultMQPushConsumerImpl().getRebalanceImpl().getProcessQueueTable().keySet().stream()
                .filter(queue -> queue.getTopic().equals(topic))
                .count();
    }

    @Test
    @Tag("rocketmq.code.14")
    @Tag("rocketmq.code.15")
    @Tag("rocketmq.group.resume")
    void aGroupGoesOnWhereItWasAlsoAfterARestartOfTheBroker() throws Exception {
        DefaultMQProducer producer = ROCKET.producer();
        send(producer, topic, "a", 0, 8);
        DefaultMQPushConsumer first = consumer("*");
        // Its offsets are kept when its listeners have returned, and not only been called.
        first.setAwaitTerminationMillisWhenShutdown(RocketExtension.PATIENCE_MS);
        RocketExtension.texts(RocketExtension.collect(first), 8);
        first.shutdown();
        producer.shutdown();
        ROCKET.restart();
        DefaultMQProducer again = ROCKET.producer();
        send(again, topic, "b", 0, 4);
        BlockingQueue<MessageExt> got = RocketExtension.collect(consumer("*"));
        assertEquals(Set.of("b0", "b1", "b2", "b3"), RocketExtension.texts(got, 4));
        assertNull(got.poll(500, TimeUnit.MILLISECONDS));
    }

    @Test
    @Tag("rocketmq.code.36")
    @Tag("rocketmq.group.retry")
    void aMessageThatFailsComesAgainWithItsTopicAndCount() throws Exception {
        DefaultMQProducer producer = ROCKET.producer();
        producer.send(RocketExtension.message(topic, "a", "hard"));
        DefaultMQPushConsumer consumer = consumer("*");
        List<MessageExt> tries = new CopyOnWriteArrayList<>();
        consumer.registerMessageListener((MessageListenerConcurrently) (messages, context) -> {
            tries.addAll(messages);
            context.setDelayLevelWhenNextConsume(1);
            return tries.size() < 3
                    ? ConsumeConcurrentlyStatus.RECONSUME_LATER
                    : ConsumeConcurrentlyStatus.CONSUME_SUCCESS;
        });
        consumer.start();
        RocketExtension.eventually("the third try", () -> tries.size() == 3);
        assertEquals(
                List.of(0, 1, 2),
                tries.stream().map(MessageExt::getReconsumeTimes).toList());
        assertEquals(
                Set.of(topic),
                Set.copyOf(tries.stream().map(MessageExt::getTopic).toList()));
        assertEquals(
                1, Set.copyOf(tries.stream().map(MessageExt::getMsgId).toList()).size());
        assertEquals("hard", RocketExtension.text(tries.get(2)));
    }

    @Test
    @Tag("rocketmq.group.dead")
    void aMessageThatFailsTooOftenIsADeadLetterOfItsGroup() throws Exception {
        DefaultMQProducer producer = ROCKET.producer();
        producer.send(RocketExtension.message(topic, "a", "deadly"));
        DefaultMQPushConsumer consumer = consumer("*");
        consumer.setMaxReconsumeTimes(1);
        AtomicInteger tries = new AtomicInteger();
        consumer.registerMessageListener((MessageListenerConcurrently) (messages, context) -> {
            tries.incrementAndGet();
            context.setDelayLevelWhenNextConsume(1);
            return ConsumeConcurrentlyStatus.RECONSUME_LATER;
        });
        consumer.start();
        RocketExtension.eventually("the second try", () -> tries.get() == 2);
        DefaultMQPushConsumer undertaker = ROCKET.consumer(RocketExtension.name("U"));
        undertaker.subscribe("%DLQ%" + group, "*");
        RocketExtension.eventually("the topic", () -> {
            try {
                return !producer.fetchPublishMessageQueues("%DLQ%" + group).isEmpty();
            } catch (MQClientException notYet) {
                return false;
            }
        });
        MessageExt dead = RocketExtension.next(RocketExtension.collect(undertaker));
        assertEquals("deadly", RocketExtension.text(dead));
        assertEquals(topic, dead.getProperty("DLQ_ORIGIN_TOPIC"));
        assertEquals(2, tries.get());
    }

    @Test
    @Tag("rocketmq.group.broadcast")
    void everyMemberOfABroadcastGroupGetsEveryMessage() throws Exception {
        DefaultMQProducer producer = ROCKET.producer();
        send(producer, topic, "old", 0, 1);
        DefaultMQPushConsumer first = consumer("*");
        first.setMessageModel(MessageModel.BROADCASTING);
        DefaultMQPushConsumer second = consumer("*");
        second.setMessageModel(MessageModel.BROADCASTING);
        BlockingQueue<MessageExt> ofFirst = RocketExtension.collect(first);
        BlockingQueue<MessageExt> ofSecond = RocketExtension.collect(second);
        RocketExtension.eventually("all queues each", () -> queuesOf(first) == 4 && queuesOf(second) == 4);
        send(producer, topic, "b", 0, 8);
        Set<String> wanted = RocketExtension.texts(ofFirst, 9);
        assertEquals(wanted, RocketExtension.texts(ofSecond, 9));
        assertTrue(wanted.contains("b7") && wanted.contains("old0"));
    }

    @Test
    @Tag("rocketmq.group.orderly")
    void anOrderlyConsumerGetsEachQueueInOrderAndTriesAFailureAgainFirst() throws Exception {
        DefaultMQProducer producer = ROCKET.producer();
        send(producer, topic, "warm", 0, 1);
        for (int i = 0; i < 40; i++) {
            producer.send(
                    RocketExtension.message(topic, "o", String.valueOf(i)),
                    (queues, message, key) -> queues.get((Integer) key % queues.size()),
                    i % 4);
        }
        Map<Integer, List<Integer>> seen = new ConcurrentHashMap<>();
        Set<String> failed = ConcurrentHashMap.newKeySet();
        DefaultMQPushConsumer consumer = consumer("o");
        consumer.setSuspendCurrentQueueTimeMillis(100);
        consumer.registerMessageListener((MessageListenerOrderly) (messages, context) -> {
            for (MessageExt message : messages) {
                String text = RocketExtension.text(message);
                if (text.equals("8") && failed.add(text)) {
                    return ConsumeOrderlyStatus.SUSPEND_CURRENT_QUEUE_A_MOMENT;
                }
                seen.computeIfAbsent(message.getQueueId(), queue -> new CopyOnWriteArrayList<>())
                        .add(Integer.valueOf(text));
            }
            return ConsumeOrderlyStatus.SUCCESS;
        });
        consumer.start();
        RocketExtension.eventually(
                "all messages",
                () -> seen.values().stream().mapToInt(List::size).sum() >= 40);
        assertEquals(Set.of("8"), failed);
        for (List<Integer> queue : seen.values()) {
            assertEquals(
                    queue.stream().sorted().distinct().toList(),
                    queue.stream().distinct().toList());
        }
    }

    @Test
    @Tag("rocketmq.code.41")
    @Tag("rocketmq.group.orderly")
    void twoOrderlyConsumersNeverHaveOneQueueAtOnce() throws Exception {
        DefaultMQProducer producer = ROCKET.producer();
        send(producer, topic, "o", 0, 4);
        Map<Integer, String> holders = new HashMap<>();
        List<String> conflicts = new CopyOnWriteArrayList<>();
        BlockingQueue<MessageExt> all = new LinkedBlockingQueue<>();
        for (String who : List.of("first", "second")) {
            DefaultMQPushConsumer consumer = consumer("*");
            consumer.registerMessageListener((MessageListenerOrderly) (messages, context) -> {
                int queue = context.getMessageQueue().getQueueId();
                synchronized (holders) {
                    if (holders.put(queue, who) != null) {
                        conflicts.add(who + " in " + queue);
                    }
                }
                all.addAll(messages);
                synchronized (holders) {
                    holders.remove(queue);
                }
                return ConsumeOrderlyStatus.SUCCESS;
            });
            consumer.start();
        }
        send(producer, topic, "p", 0, 40);
        assertEquals(44, RocketExtension.texts(all, 44).size());
        assertEquals(List.of(), conflicts);
    }

    @Test
    @Tag("rocketmq.group.begin")
    void aNewGroupOfAnOldTopicBeginsWhereItWantsTo() throws Exception {
        DefaultMQProducer producer = ROCKET.producer();
        send(producer, topic, "a", 0, 4);
        DefaultMQPushConsumer consumer = consumer("*");
        consumer.setConsumeFromWhere(ConsumeFromWhere.CONSUME_FROM_LAST_OFFSET);
        // A topic that is as new as this one is read from its first message, so that none is missed while a group
        // starts.
        assertFalse(RocketExtension.texts(RocketExtension.collect(consumer), 4).isEmpty());
    }

    @Test
    @Tag("rocketmq.group.begin")
    void aConsumerThatStartsBeforeItsTopicGetsItsMessages() throws Exception {
        DefaultMQPushConsumer consumer = consumer("*");
        consumer.setPollNameServerInterval(500);
        BlockingQueue<MessageExt> got = RocketExtension.collect(consumer);
        send(ROCKET.producer(), topic, "a", 0, 4);
        assertEquals(4, RocketExtension.texts(got, 4).size());
    }
}
