// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.interop.sdk;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Flow;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.portagemq.client.consume.AckReport;
import org.portagemq.client.consume.PushConsumer;
import org.portagemq.client.consume.SimpleConsumer;
import org.portagemq.client.error.ClosedException;
import org.portagemq.client.error.NotFoundException;
import org.portagemq.client.error.StaleReceiptException;
import org.portagemq.client.message.ConsumeResult;
import org.portagemq.client.message.Filter;
import org.portagemq.client.message.Message;
import org.portagemq.client.message.ReceivedMessage;

/** What consumers that ask for messages do with every broker. */
abstract class ConsumerContract extends ConsumerChapter {

    @Test
    void whatIsSentIsReceivedAsItWas() throws Exception {
        byte[] large = "0123456789".repeat(1_000).getBytes(java.nio.charset.StandardCharsets.UTF_8);
        producer.send(Message.to(topic)
                .tag("paid")
                .key("o-17")
                .key("c-9")
                .orderingKey("customer")
                .correlationId("corr")
                .property("region", "eu")
                .body(large)
                .build());
        SimpleConsumer consumer = simple(Filter.all());
        ReceivedMessage got = one(consumer);
        assertEquals(topic, got.topic());
        assertEquals("paid", got.tag().orElseThrow());
        assertEquals(List.of("o-17", "c-9"), got.keys());
        assertEquals("customer", got.orderingKey().orElseThrow());
        assertEquals("corr", got.content().correlationId().orElseThrow());
        assertEquals(Map.of("region", "eu"), got.properties());
        assertEquals(new String(large, java.nio.charset.StandardCharsets.UTF_8), got.text());
        assertTrue(got.content().priority().isEmpty());
        assertEquals(1, got.attempt());
        consumer.ack(got);
    }

    @Test
    void aPriorityIsReceivedToo() throws Exception {
        producer.send(Message.to(topic).priority(3).text("a").build());
        SimpleConsumer consumer = simple(Filter.all());
        ReceivedMessage got = one(consumer);
        assertEquals(3, got.content().priority().getAsInt());
        assertEquals(Map.of(), got.properties());
        consumer.ack(got);
    }

    @Test
    void whatIsAcknowledgedDoesNotComeAgain() throws Exception {
        send("a1", "a2", "a3");
        SimpleConsumer consumer = simple(Filter.all());
        AckReport report = consumer.ackAll(some(consumer, 3));
        assertEquals(3, report.acknowledged().size());
        assertEquals(Map.of(), report.failures());
        assertEquals(List.of(), consumer.receive(SOME.waiting(Duration.ofSeconds(2))));
    }

    @Test
    void acknowledgementsThatShareARequestAreToldApart() throws Exception {
        send("a1", "a2", "a3", "a4", "a5", "a6");
        SimpleConsumer consumer = simple(Filter.all());
        List<ReceivedMessage> all = some(consumer, 6);
        consumer.nack(all.get(4), Duration.ofHours(1));
        AckReport report = consumer.ackAll(all);
        if (broker().can(Broker.Capability.STALE_RECEIPTS)) {
            assertEquals(java.util.Set.of(all.get(4)), report.failures().keySet());
            assertTrue(report.failures().get(all.get(4)) instanceof StaleReceiptException);
            assertEquals(5, report.acknowledged().size());
        } else {
            assertEquals(6, report.acknowledged().size());
        }
        assertEquals(List.of(), consumer.receive(SOME.waiting(Duration.ofSeconds(2))));
    }

    @Test
    void aBusyConsumerIsCalledWithEachMessageOnce() throws Exception {
        int count = 3_000;
        List<Message> messages = new java.util.ArrayList<>();
        for (int i = 0; i < count; i++) {
            messages.add(Message.to(topic).text(String.valueOf(i)).build());
        }
        assertEquals(List.of(), producer.sendBatch(messages).failures());
        Map<String, Integer> calls = new java.util.concurrent.ConcurrentHashMap<>();
        PushConsumer consumer = client.newPushConsumer()
                .group(group)
                .subscribe(topic, Filter.all())
                .listener((message, context) -> {
                    calls.merge(message.text(), 1, Integer::sum);
                    return ConsumeResult.ack();
                })
                .open();
        Waiting.until("all of them", () -> consumer.stats().acknowledged() == count);
        assertEquals(count, calls.size());
        assertEquals(java.util.Set.of(1), java.util.Set.copyOf(calls.values()));
        assertEquals(0, consumer.stats().lost());
        assertEquals(0, consumer.stats().held());
        consumer.close();
    }

    @Test
    void whatIsNotSettledInTimeComesAgainAsOneAttemptMore() throws Exception {
        send("a1");
        SimpleConsumer consumer = simple(Filter.all());
        ReceivedMessage first =
                consumer.receive(SOME.invisible(Duration.ofSeconds(2))).get(0);
        ReceivedMessage second = one(consumer);
        assertEquals(first.messageId(), second.messageId());
        assertEquals(2, second.attempt());
        if (broker().can(Broker.Capability.STALE_RECEIPTS)) {
            assertThrows(StaleReceiptException.class, () -> consumer.ack(first));
        }
        consumer.ack(second);
    }

    @Test
    void whatIsGivenBackComesAgain() throws Exception {
        send("a1");
        SimpleConsumer consumer = simple(Filter.all());
        consumer.nack(one(consumer), Duration.ofMillis(100));
        ReceivedMessage second = one(consumer);
        assertEquals(2, second.attempt());
        consumer.ack(second);
    }

    @Test
    void anExtendedMessageStaysWithItsConsumer() throws Exception {
        send("a1");
        SimpleConsumer consumer = simple(Filter.all());
        ReceivedMessage first =
                consumer.receive(SOME.invisible(Duration.ofSeconds(3))).get(0);
        ReceivedMessage extended = consumer.extend(first, Duration.ofSeconds(60));
        assertEquals(List.of(), consumer.receive(SOME.waiting(Duration.ofSeconds(6))));
        consumer.ack(extended);
    }

    @Test
    void aDeadLetterIsInTheTopicOfTheGroupsDeadLetters() throws Exception {
        send("a1");
        SimpleConsumer consumer = simple(Filter.all());
        consumer.deadLetter(one(consumer), "broken");
        try (SimpleConsumer dead = client.newSimpleConsumer()
                .group(Waiting.name("G"))
                .subscribe("%DLQ%" + group, Filter.all())
                .open()) {
            ReceivedMessage letter = one(dead);
            assertEquals("a1", letter.text());
            assertEquals("broken", letter.property("DEAD_LETTER_REASON").orElseThrow());
        }
    }

    @Test
    void onlyMessagesWithOneOfTheTagsAreReceived() throws Exception {
        send("a1", "b1", "c1", "a2");
        SimpleConsumer consumer = simple(Filter.tags("a", "c"));
        Set<String> texts = new TreeSet<>();
        some(consumer, 3).forEach(message -> texts.add(message.text()));
        assertEquals(Set.of("a1", "a2", "c1"), texts);
    }

    @Test
    void onlyMessagesThatFulfilAConditionAreReceived() throws Exception {
        assumeTrue(broker().can(Broker.Capability.SELECTORS), "the broker has no such filters");
        for (int i = 0; i < 6; i++) {
            producer.send(Message.to(topic)
                    .property("n", String.valueOf(i))
                    .text("m" + i)
                    .build());
        }
        SimpleConsumer consumer = simple(Filter.sql("n > 3"));
        Set<String> texts = new TreeSet<>();
        some(consumer, 2).forEach(message -> texts.add(message.text()));
        assertEquals(Set.of("m4", "m5"), texts);
    }

    @Test
    void aTopicThatDoesNotExistIsNotConsumed() {
        NotFoundException missing = assertThrows(NotFoundException.class, () -> simple(Filter.all()));
        assertEquals(NotFoundException.Kind.TOPIC, missing.kind());
    }

    @Test
    void aClosedConsumerReceivesNothing() {
        send("a1");
        SimpleConsumer consumer = simple(Filter.all());
        consumer.close();
        assertThrows(ClosedException.class, () -> consumer.receive(SOME));
    }

    @Test
    void aSubscriberGetsAsManyMessagesAsItDemands() throws Exception {
        send("a1", "a2", "a3", "a4", "a5");
        SimpleConsumer consumer = simple(Filter.all());
        BlockingQueue<ReceivedMessage> got = new LinkedBlockingQueue<>();
        BlockingQueue<Flow.Subscription> subscriptions = new LinkedBlockingQueue<>();
        consumer.publisher(SOME).subscribe(new Flow.Subscriber<>() {
            @Override
            public void onSubscribe(Flow.Subscription subscription) {
                subscriptions.add(subscription);
            }

            @Override
            public void onNext(ReceivedMessage message) {
                got.add(message);
            }

            @Override
            public void onError(Throwable failure) {}

            @Override
            public void onComplete() {}
        });
        Flow.Subscription subscription = Waiting.next(subscriptions);
        subscription.request(2);
        consumer.ack(Waiting.next(got));
        consumer.ack(Waiting.next(got));
        assertEquals(null, got.poll(500, TimeUnit.MILLISECONDS));
        subscription.request(3);
        for (int i = 0; i < 3; i++) {
            consumer.ack(Waiting.next(got));
        }
        subscription.cancel();
    }
}
