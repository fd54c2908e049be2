// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.interop.rocketmq;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import org.apache.rocketmq.client.consumer.DefaultMQPushConsumer;
import org.apache.rocketmq.client.producer.DefaultMQProducer;
import org.apache.rocketmq.common.consumer.ConsumeFromWhere;
import org.apache.rocketmq.common.message.Message;
import org.apache.rocketmq.common.message.MessageExt;
import org.apache.rocketmq.common.message.MessageQueue;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Where a new group begins in a queue that has more messages than are read for the sake of caution. */
class ConsumeFromTest {

    @RegisterExtension
    static final RocketExtension ROCKET = new RocketExtension();

    private static final String TOPIC = RocketExtension.name("T");
    private static final MessageQueue QUEUE = new MessageQueue(TOPIC, "portage", 0);
    private static final int BATCHES = 101;
    private static final int BATCH = 1_000;

    private static DefaultMQProducer producer;
    private static long second;

    @BeforeAll
    static void fill() throws Exception {
        producer = ROCKET.producer();
        producer.setDefaultTopicQueueNums(1);
        for (int i = 0; i < BATCHES; i++) {
            List<Message> batch = new ArrayList<>();
            for (int k = 0; k < BATCH; k++) {
                batch.add(RocketExtension.message(TOPIC, null, "old"));
            }
            producer.send(batch, QUEUE);
        }
        // To the second, as clients say it.
        second = System.currentTimeMillis() / 1_000 + 1;
        RocketExtension.eventually("the next second", () -> System.currentTimeMillis() >= second * 1_000);
        producer.send(RocketExtension.message(TOPIC, null, "later"), QUEUE);
    }

    private static BlockingQueue<MessageExt> consume(ConsumeFromWhere where) throws Exception {
        DefaultMQPushConsumer consumer = ROCKET.consumer(RocketExtension.name("G"));
        consumer.setConsumeFromWhere(where);
        consumer.setConsumeTimestamp(DateTimeFormatter.ofPattern("yyyyMMddHHmmss")
                .withZone(ZoneId.systemDefault())
                .format(Instant.ofEpochSecond(second)));
        consumer.subscribe(TOPIC, "*");
        return RocketExtension.collect(consumer);
    }

    @Test
    @Tag("rocketmq.code.29")
    @Tag("rocketmq.group.begin")
    void atATime() throws Exception {
        assertEquals(
                "later", RocketExtension.text(RocketExtension.next(consume(ConsumeFromWhere.CONSUME_FROM_TIMESTAMP))));
    }

    @Test
    @Tag("rocketmq.group.begin")
    void atTheFirstMessage() throws Exception {
        assertEquals(
                "old", RocketExtension.text(RocketExtension.next(consume(ConsumeFromWhere.CONSUME_FROM_FIRST_OFFSET))));
    }

    @Test
    @Tag("rocketmq.code.30")
    @Tag("rocketmq.group.begin")
    void behindTheLastMessage() throws Exception {
        BlockingQueue<MessageExt> got = consume(ConsumeFromWhere.CONSUME_FROM_LAST_OFFSET);
        DefaultMQProducer own = ROCKET.producer();
        Set<String> seen = new java.util.TreeSet<>();
        RocketExtension.eventually("it gets what comes now", () -> {
            try {
                own.send(RocketExtension.message(TOPIC, null, "new"), QUEUE);
            } catch (Exception failed) {
                throw new AssertionError(failed);
            }
            got.forEach(message -> seen.add(RocketExtension.text(message)));
            return seen.contains("new");
        });
        assertEquals(Set.of("new"), seen);
    }
}
