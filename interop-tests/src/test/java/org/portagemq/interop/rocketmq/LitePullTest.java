// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.interop.rocketmq;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.apache.rocketmq.client.QueryResult;
import org.apache.rocketmq.client.consumer.DefaultLitePullConsumer;
import org.apache.rocketmq.client.producer.DefaultMQProducer;
import org.apache.rocketmq.client.producer.SendResult;
import org.apache.rocketmq.common.message.Message;
import org.apache.rocketmq.common.message.MessageExt;
import org.apache.rocketmq.common.message.MessageQueue;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Consumers that ask for messages, offsets, and messages that are looked up. */
class LitePullTest {

    @RegisterExtension
    static final RocketExtension ROCKET = new RocketExtension();

    private final String topic = RocketExtension.name("T");

    private static Set<String> poll(DefaultLitePullConsumer consumer, int count) {
        Set<String> texts = new TreeSet<>();
        long end = System.nanoTime() + RocketExtension.PATIENCE_MS * 1_000_000;
        while (texts.size() < count && System.nanoTime() < end) {
            consumer.poll(1_000).forEach(message -> texts.add(RocketExtension.text(message)));
        }
        return texts;
    }

    @Test
    @Tag("rocketmq.code.361")
    @Tag("rocketmq.lite.commit")
    void aSubscriberPollsAndGoesOnWhereItHasCommitted() throws Exception {
        DefaultMQProducer producer = ROCKET.producer();
        for (int i = 0; i < 8; i++) {
            producer.send(RocketExtension.message(topic, i % 2 == 0 ? "a" : "b", "m" + i));
        }
        String group = RocketExtension.name("G");
        DefaultLitePullConsumer first = ROCKET.litePull(group);
        first.setAutoCommit(false);
        first.subscribe(topic, "a");
        first.start();
        assertEquals(Set.of("m0", "m2", "m4", "m6"), poll(first, 4));
        first.commit();
        first.shutdown();
        producer.send(RocketExtension.message(topic, "a", "m8"));
        DefaultLitePullConsumer second = ROCKET.litePull(group);
        second.subscribe(topic, "a");
        second.start();
        assertEquals(Set.of("m8"), poll(second, 1));
    }

    @Test
    @Tag("rocketmq.code.29")
    @Tag("rocketmq.code.31")
    @Tag("rocketmq.lite.seek")
    void anAssignedConsumerSeeksByOffsetAndByTime() throws Exception {
        DefaultMQProducer producer = ROCKET.producer();
        SendResult first = producer.send(RocketExtension.message(topic, null, "m0"));
        MessageQueue queue = first.getMessageQueue();
        for (int i = 1; i < 6; i++) {
            producer.send(RocketExtension.message(topic, null, "m" + i), queue);
        }
        DefaultLitePullConsumer consumer = ROCKET.litePull(RocketExtension.name("G"));
        consumer.start();
        Collection<MessageQueue> queues = consumer.fetchMessageQueues(topic);
        assertEquals(4, queues.size());
        consumer.assign(List.of(queue));
        consumer.seek(queue, 4);
        assertEquals(Set.of("m4", "m5"), poll(consumer, 2));
        consumer.seekToBegin(queue);
        assertEquals(6, poll(consumer, 6).size());
        assertEquals(0L, consumer.offsetForTimestamp(queue, System.currentTimeMillis() - 3_600_000));
        assertEquals(6L, consumer.offsetForTimestamp(queue, System.currentTimeMillis() + 3_600_000));
    }

    @Test
    @Tag("rocketmq.code.12")
    @Tag("rocketmq.code.33")
    @SuppressWarnings("deprecation") // The client has no other way to look messages up.
    void messagesAreFoundByKeyAndById() throws Exception {
        DefaultMQProducer producer = ROCKET.producer();
        List<SendResult> results = new ArrayList<>();
        for (int i = 0; i < 6; i++) {
            Message message = RocketExtension.message(topic, "t", "m" + i);
            message.setKeys("key" + i % 2 + " all");
            results.add(producer.send(message));
        }
        SendResult wanted = results.get(3);
        MessageExt byOffsetId = producer.viewMessage(topic, wanted.getOffsetMsgId());
        assertEquals("m3", RocketExtension.text(byOffsetId));
        assertEquals(topic, byOffsetId.getTopic());
        assertEquals(wanted.getQueueOffset(), byOffsetId.getQueueOffset());
        MessageExt byUniqueKey = producer.viewMessage(topic, wanted.getMsgId());
        assertEquals("m3", RocketExtension.text(byUniqueKey));
        assertEquals(wanted.getQueueOffset(), byUniqueKey.getQueueOffset());
        assertEquals(wanted.getMessageQueue().getQueueId(), byUniqueKey.getQueueId());
        QueryResult byKey = producer.queryMessage(topic, "key1", 10, 0, Long.MAX_VALUE);
        Set<String> texts = new TreeSet<>();
        byKey.getMessageList().forEach(message -> texts.add(RocketExtension.text(message)));
        assertEquals(Set.of("m1", "m3", "m5"), texts);
        assertNotEquals(wanted.getOffsetMsgId(), results.get(4).getOffsetMsgId());
        assertNull(byOffsetId.getProperty("nothing"));
    }
}
