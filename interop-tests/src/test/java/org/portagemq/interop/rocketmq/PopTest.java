// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.interop.rocketmq;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.apache.rocketmq.client.consumer.AckStatus;
import org.apache.rocketmq.client.consumer.DefaultMQPushConsumer;
import org.apache.rocketmq.client.consumer.listener.ConsumeConcurrentlyStatus;
import org.apache.rocketmq.client.consumer.listener.MessageListenerConcurrently;
import org.apache.rocketmq.client.producer.DefaultMQProducer;
import org.apache.rocketmq.common.TopicConfig;
import org.apache.rocketmq.common.message.MessageExt;
import org.apache.rocketmq.common.message.MessageQueue;
import org.apache.rocketmq.common.message.MessageRequestMode;
import org.apache.rocketmq.tools.admin.DefaultMQAdminExt;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Push consumers of RocketMQ's own client that pop messages, and acknowledge each. */
class PopTest {

    @RegisterExtension
    static final RocketExtension ROCKET = new RocketExtension();

    private final String topic = RocketExtension.name("T");
    private final String group = RocketExtension.name("G");
    private DefaultMQProducer producer;
    private DefaultMQAdminExt admin;

    @BeforeEach
    void popMode() throws Exception {
        producer = ROCKET.producer();
        admin = new DefaultMQAdminExt(RocketExtension.PATIENCE_MS);
        admin.setNamesrvAddr(ROCKET.nameServer());
        admin.setInstanceName(RocketExtension.name("admin"));
        admin.start();
        ROCKET.atEnd(admin::shutdown);
        admin.setMessageRequestMode(
                ROCKET.broker(), topic, group, MessageRequestMode.POP, 0, RocketExtension.PATIENCE_MS);
    }

    private DefaultMQPushConsumer consumer(String expression) throws Exception {
        DefaultMQPushConsumer consumer = ROCKET.consumer(group);
        consumer.setClientRebalance(false);
        // What a consumer has popped that is about to end comes again after this time.
        consumer.setPopInvisibleTime(10_000);
        consumer.subscribe(topic, expression);
        return consumer;
    }

    private void send(String tag, int from, int to) throws Exception {
        for (int i = from; i < to; i++) {
            producer.send(RocketExtension.message(topic, tag, tag + i));
        }
    }

    @Test
    @Tag("rocketmq.code.401")
    @Tag("rocketmq.code.200050")
    void messagesArePoppedAndDoneWithAlsoForTheNextOfTheGroup() throws Exception {
        send("a", 0, 20);
        DefaultMQPushConsumer first = consumer("*");
        BlockingQueue<MessageExt> got = RocketExtension.collect(first);
        assertEquals(20, RocketExtension.texts(got, 20).size());
        send("b", 0, 5);
        assertEquals(5, RocketExtension.texts(got, 5).size());
        // What is acknowledged last is on its way.
        assertNull(got.poll(1, TimeUnit.SECONDS));
        first.shutdown();
        BlockingQueue<MessageExt> ofSecond = RocketExtension.collect(consumer("*"));
        send("c", 0, 1);
        assertEquals("c0", RocketExtension.text(RocketExtension.next(ofSecond)));
        assertNull(ofSecond.poll(1, TimeUnit.SECONDS));
    }

    @Test
    @Tag("rocketmq.pop.grow")
    void queuesThatATopicGetsLaterArePoppedToo() throws Exception {
        send("a", 0, 1);
        Popper popper = new Popper(ROCKET, producer, topic, group, false);
        assertEquals(List.of("a0"), Popper.texts(popper.pop(4, Popper.LONG_MS, Popper.LONG_MS, null)));
        admin.createAndUpdateTopicConfig(ROCKET.broker(), new TopicConfig(topic, 6, 6, 6));
        producer.send(
                RocketExtension.message(topic, "b", "b0"),
                new MessageQueue(
                        topic, producer.fetchPublishMessageQueues(topic).get(0).getBrokerName(), 5));
        assertEquals(List.of("b0"), Popper.texts(popper.pop(4, Popper.LONG_MS, Popper.SHORT_MS, null)));
    }

    @Test
    @Tag("rocketmq.code.400")
    @Tag("rocketmq.pop.share")
    void twoConsumersShareOneQueue() throws Exception {
        send("warm", 0, 1);
        BlockingQueue<MessageExt> ofFirst = RocketExtension.collect(consumer("*"));
        BlockingQueue<MessageExt> ofSecond = RocketExtension.collect(consumer("*"));
        send("m", 0, 40);
        Set<String> all = new java.util.concurrent.ConcurrentSkipListSet<>();
        RocketExtension.eventually("all of them", () -> {
            drain(ofFirst, all);
            drain(ofSecond, all);
            return all.size() == 41;
        });
    }

    private static void drain(BlockingQueue<MessageExt> queue, Set<String> texts) {
        for (MessageExt message = queue.poll(); message != null; message = queue.poll()) {
            assertTrue(texts.add(RocketExtension.text(message)), "twice: " + RocketExtension.text(message));
        }
    }

    @Test
    @Tag("rocketmq.pop.filter")
    void onlyMessagesOfTheWantedTagArePopped() throws Exception {
        for (int i = 0; i < 12; i++) {
            producer.send(RocketExtension.message(topic, i % 2 == 0 ? "even" : "odd", String.valueOf(i)));
        }
        BlockingQueue<MessageExt> got = RocketExtension.collect(consumer("odd"));
        assertEquals(Set.of("1", "11", "3", "5", "7", "9"), RocketExtension.texts(got, 6));
        assertNull(got.poll(1, TimeUnit.SECONDS));
    }

    @Test
    @Tag("rocketmq.code.200051")
    @Tag("rocketmq.pop.again")
    void aMessageThatIsNotAcknowledgedInTimeComesAgainAndCounts() throws Exception {
        send("a", 0, 1);
        // A push consumer has its messages for five seconds at least.
        Popper popper = new Popper(ROCKET, producer, topic, group, false);
        MessageExt first = popper.pop(1, Popper.SHORT_MS, Popper.SHORT_MS, null).get(0);
        MessageExt second = popper.pop(1, Popper.LONG_MS, Popper.LONG_MS, null).get(0);
        assertEquals(0, first.getReconsumeTimes());
        assertEquals(1, second.getReconsumeTimes());
        assertEquals(first.getMsgId(), second.getMsgId());
        assertEquals(AckStatus.NO_EXIST, popper.ack(first));
        assertEquals(AckStatus.OK, popper.ack(second));
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    @Tag("rocketmq.pop.moved")
    void aGroupGoesOnAtAnotherOffsetAlsoWhileMessagesAreOut(boolean ordered) throws Exception {
        Popper popper = Popper.alone(ROCKET, ordered);
        for (int i = 0; i < 6; i++) {
            popper.send("a", "a" + i);
        }
        List<MessageExt> before = popper.pop(4, Popper.LONG_MS, Popper.LONG_MS, null);
        int queue = before.get(0).getQueueId();
        admin.resetOffsetByQueueId(ROCKET.broker(), popper.group(), popper.topic(), queue, 1);
        MessageQueue moved = new MessageQueue(popper.topic(), "portage", queue);
        assertEquals(
                1,
                admin.examineConsumeStats(popper.group(), popper.topic())
                        .getOffsetTable()
                        .get(moved)
                        .getConsumerOffset());
        assertEquals(AckStatus.NO_EXIST, popper.ack(before.get(2)));
        List<MessageExt> after = popper.pop(10, Popper.LONG_MS, Popper.LONG_MS, null);
        assertEquals(List.of("a1", "a2", "a3", "a4", "a5"), Popper.texts(after));
        // They were not failures of anybody's.
        assertEquals(
                List.of(0, 0, 0, 0, 0),
                after.stream().map(MessageExt::getReconsumeTimes).toList());
        assertEquals(AckStatus.OK, popper.ackAll(after));
        admin.resetOffsetByQueueId(ROCKET.broker(), popper.group(), popper.topic(), queue, 5);
        assertEquals(List.of("a5"), Popper.texts(popper.pop(10, Popper.LONG_MS, Popper.LONG_MS, null)));
    }

    @Test
    @Tag("rocketmq.pop.moved")
    void aGroupIsMovedBeforeItsFirstPopOrReadByOffsetAndThatIsSaidToWhoPops() throws Exception {
        Popper popper = Popper.alone(ROCKET, true);
        for (int i = 0; i < 6; i++) {
            popper.send("a", "a" + i);
        }
        int queue = popper.queue();
        admin.resetOffsetByQueueId(ROCKET.broker(), popper.group(), popper.topic(), queue, 4);
        assertEquals(List.of("a4", "a5"), Popper.texts(popper.pop(10, Popper.LONG_MS, Popper.LONG_MS, null)));
        Popper reader = Popper.alone(ROCKET, false);
        reader.send("a", "a0");
        reader.commit(1);
        // Each time, and not only the first.
        for (int i = 0; i < 2; i++) {
            ExecutionException refusal =
                    assertThrows(ExecutionException.class, () -> reader.pop(10, Popper.LONG_MS, Popper.LONG_MS, null));
            assertTrue(
                    refusal.getMessage().contains("is in use by somebody who commits offsets"), refusal.getMessage());
        }
    }

    @Test
    @Tag("rocketmq.pop.moved")
    void whoWaitsGetsMessagesFromWhereItsGroupWasMovedTo() throws Exception {
        Popper popper = Popper.alone(ROCKET, false);
        popper.send("a", "a0");
        List<MessageExt> first = popper.pop(4, Popper.LONG_MS, Popper.LONG_MS, null);
        assertEquals(AckStatus.OK, popper.ack(first.get(0)));
        CompletableFuture<List<MessageExt>> waits = popper.begin(4, Popper.LONG_MS, Popper.LONG_MS, null);
        admin.resetOffsetByTimestamp(popper.topic(), popper.group(), 0, true);
        assertEquals(List.of("a0"), Popper.texts(waits.get(Popper.LONG_MS, TimeUnit.MILLISECONDS)));
    }

    @Test
    @Tag("rocketmq.code.200151")
    void severalMessagesAreAcknowledgedWithOneRequest() throws Exception {
        send("a", 0, 6);
        Popper popper = new Popper(ROCKET, producer, topic, group, false);
        List<MessageExt> popped = new ArrayList<>();
        while (popped.size() < 6) {
            popped.addAll(popper.pop(6, 5_000, Popper.SHORT_MS, null));
        }
        List<MessageExt> done = popped.stream()
                .filter(message -> !RocketExtension.text(message).equals("a3"))
                .toList();
        assertEquals(AckStatus.OK, popper.ackAll(done));
        assertEquals(List.of("a3"), Popper.texts(popper.pop(6, Popper.LONG_MS, Popper.LONG_MS, null)));
        assertEquals(List.of(), popper.pop(6, Popper.LONG_MS, 100, null));
    }

    @Test
    @Tag("rocketmq.code.200053")
    @Tag("rocketmq.pop.retry")
    void aFailureIsTriedAgainAfterTheTimeThatItsConsumerSays() throws Exception {
        send("a", 0, 1);
        DefaultMQPushConsumer consumer = consumer("*");
        List<MessageExt> tries = new CopyOnWriteArrayList<>();
        consumer.registerMessageListener((MessageListenerConcurrently) (messages, context) -> {
            tries.addAll(messages);
            return tries.size() < 2
                    ? ConsumeConcurrentlyStatus.RECONSUME_LATER
                    : ConsumeConcurrentlyStatus.CONSUME_SUCCESS;
        });
        long before = System.nanoTime();
        consumer.start();
        RocketExtension.eventually("the second try", () -> tries.size() == 2);
        // The client asks for ten seconds after a first failure, and never for less.
        assertTrue(System.nanoTime() - before >= TimeUnit.SECONDS.toNanos(9));
        assertEquals(1, tries.get(1).getReconsumeTimes());
    }
}
