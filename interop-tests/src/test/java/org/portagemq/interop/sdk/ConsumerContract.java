// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.interop.sdk;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Flow;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.portagemq.client.PortageClient;
import org.portagemq.client.consume.AckReport;
import org.portagemq.client.consume.Order;
import org.portagemq.client.consume.PushConsumer;
import org.portagemq.client.consume.PushConsumerBuilder;
import org.portagemq.client.consume.ReceiveOptions;
import org.portagemq.client.consume.RetryDelays;
import org.portagemq.client.consume.SimpleConsumer;
import org.portagemq.client.error.ClosedException;
import org.portagemq.client.error.NotFoundException;
import org.portagemq.client.error.StaleReceiptException;
import org.portagemq.client.message.ConsumeResult;
import org.portagemq.client.message.Filter;
import org.portagemq.client.message.Message;
import org.portagemq.client.message.ReceivedMessage;
import org.portagemq.client.produce.Producer;

/** What consumers do with every broker. */
abstract class ConsumerContract {

    private static final ReceiveOptions SOME =
            ReceiveOptions.max(16).waiting(Duration.ofSeconds(10)).invisible(Duration.ofSeconds(60));

    private final String topic = Waiting.name("T");
    private final String group = Waiting.name("G");
    private PortageClient client;
    private Producer producer;

    abstract Broker broker();

    @BeforeEach
    void open() {
        client = PortageClient.builder()
                .endpoints(broker().nameServer())
                .requestTimeout(Duration.ofSeconds(20))
                .startupTimeout(Duration.ofSeconds(60))
                .open();
        producer = client.newProducer().sendTimeout(Duration.ofSeconds(60)).open();
    }

    @AfterEach
    void close() {
        client.close();
    }

    private void send(String... texts) {
        for (String text : texts) {
            producer.send(Message.to(topic).tag(text.substring(0, 1)).text(text).build());
        }
    }

    private SimpleConsumer simple(Filter filter) {
        return client.newSimpleConsumer().group(group).subscribe(topic, filter).open();
    }

    private static ReceivedMessage one(SimpleConsumer consumer) throws InterruptedException {
        return some(consumer, 1).get(0);
    }

    private static List<ReceivedMessage> some(SimpleConsumer consumer, int count) throws InterruptedException {
        List<ReceivedMessage> all = new java.util.ArrayList<>();
        Waiting.until(count + " messages", () -> {
            all.addAll(consumer.receive(SOME));
            return all.size() >= count;
        });
        return all;
    }

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
        assertEquals(1, got.attempt());
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

    // Push.

    private PushConsumerBuilder push() {
        return client.newPushConsumer().group(group).subscribe(topic, Filter.all());
    }

    @Test
    void aListenerIsCalledWithEachMessage() throws Exception {
        Set<String> texts = ConcurrentHashMap.newKeySet();
        for (int i = 0; i < 200; i++) {
            producer.sendAsync(Message.to(topic).text("m" + i).build());
        }
        producer.flush();
        try (PushConsumer consumer = push().listener((message, context) -> {
                    texts.add(message.text());
                    return ConsumeResult.ack();
                })
                .open()) {
            Waiting.until("all messages", () -> texts.size() == 200);
            Waiting.until("all settled", () -> consumer.stats().acknowledged() == 200);
        }
    }

    @Test
    void aFailureIsTriedAgainAndOneTooManyGoesToTheDeadLetters() throws Exception {
        send("good", "bad");
        AtomicInteger tries = new AtomicInteger();
        try (PushConsumer consumer = push().maxAttempts(2)
                .retryDelays(new RetryDelays(Duration.ofMillis(100), Duration.ofSeconds(1)))
                .listener((message, context) -> {
                    if (message.text().equals("bad")) {
                        tries.incrementAndGet();
                        throw new IllegalStateException("as the test wants");
                    }
                    return ConsumeResult.ack();
                })
                .open()) {
            Waiting.until("a dead letter", () -> consumer.stats().deadLetters() == 1);
            assertEquals(2, tries.get());
            assertEquals(1, consumer.stats().retried());
        }
    }

    @Test
    void noMoreThanTheConcurrencyIsWorkedOnAtATime() throws Exception {
        send("a1", "a2", "a3", "a4", "a5", "a6");
        AtomicInteger running = new AtomicInteger();
        AtomicInteger most = new AtomicInteger();
        CountDownLatch go = new CountDownLatch(1);
        try (PushConsumer consumer = push().concurrency(2)
                .listener((message, context) -> {
                    most.accumulateAndGet(running.incrementAndGet(), Math::max);
                    assertTrue(go.await(60, TimeUnit.SECONDS));
                    running.decrementAndGet();
                    return ConsumeResult.ack();
                })
                .open()) {
            Waiting.until("two are worked on", () -> running.get() == 2);
            assertEquals(2, consumer.stats().running());
            consumer.updateConcurrency(4);
            Waiting.until("four are worked on", () -> running.get() == 4);
            go.countDown();
            Waiting.until("all settled", () -> consumer.stats().acknowledged() == 6);
            assertEquals(4, most.get());
        }
    }

    @Test
    void aMessageThatTakesLongIsNotGivenToOthersMeanwhile() throws Exception {
        send("a1");
        AtomicInteger calls = new AtomicInteger();
        CountDownLatch go = new CountDownLatch(1);
        try (PushConsumer consumer = push().invisible(Duration.ofSeconds(3))
                .listener((message, context) -> {
                    calls.incrementAndGet();
                    assertTrue(go.await(60, TimeUnit.SECONDS));
                    assertFalse(context.isLost());
                    return ConsumeResult.ack();
                })
                .open()) {
            Waiting.until("it is worked on", () -> calls.get() == 1);
            assertFalse(go.await(8, TimeUnit.SECONDS));
            go.countDown();
            Waiting.until("it is settled", () -> consumer.stats().acknowledged() == 1);
            assertEquals(1, calls.get());
        }
    }

    @Test
    void whatAClosedConsumerHasNotBegunComesToOthersWithoutAnAttemptMore() throws Exception {
        send("a1", "a2", "a3", "a4");
        CountDownLatch go = new CountDownLatch(1);
        AtomicInteger begun = new AtomicInteger();
        PushConsumer first = push().concurrency(1)
                .listener((message, context) -> {
                    begun.incrementAndGet();
                    assertTrue(go.await(60, TimeUnit.SECONDS));
                    return ConsumeResult.ack();
                })
                .open();
        Waiting.until("all are here", () -> first.stats().held() == 4 && begun.get() == 1);
        first.close(Duration.ofMillis(1));
        go.countDown();
        SimpleConsumer second = simple(Filter.all());
        List<ReceivedMessage> rest = some(second, 3);
        if (broker().can(Broker.Capability.STALE_RECEIPTS)) {
            rest.forEach(message -> assertEquals(1, message.attempt()));
        }
    }

    @Test
    void aPausedConsumerWaits() throws Exception {
        send("a1");
        AtomicInteger calls = new AtomicInteger();
        try (PushConsumer consumer = push().listener((message, context) -> {
                    calls.incrementAndGet();
                    return ConsumeResult.ack();
                })
                .open()) {
            Waiting.until("the first", () -> consumer.stats().acknowledged() == 1);
            consumer.pause();
            send("a2");
            BlockingQueue<Object> never = new LinkedBlockingQueue<>();
            assertEquals(null, never.poll(500, TimeUnit.MILLISECONDS));
            assertEquals(1, calls.get());
            consumer.resume();
            Waiting.until("the second", () -> consumer.stats().acknowledged() == 2);
        }
    }

    // Push, in order.

    @Test
    void messagesOfOneKeyAreWorkedOnInTheirOrderWhateverFails() throws Exception {
        int keys = 20;
        int each = 50;
        List<Message> messages = new java.util.ArrayList<>();
        for (int i = 0; i < each; i++) {
            for (int key = 0; key < keys; key++) {
                messages.add(Message.to(topic)
                        .orderingKey("k" + key)
                        .text(String.valueOf(i))
                        .build());
            }
        }
        assertTrue(producer.sendBatch(messages).isComplete());
        Map<String, List<Integer>> done = new ConcurrentHashMap<>();
        Set<String> running = ConcurrentHashMap.newKeySet();
        java.util.Random random = new java.util.Random(17);
        try (PushConsumer consumer = push().order(Order.BY_KEY)
                .retryDelays(new RetryDelays(Duration.ofMillis(20), Duration.ofMillis(20)))
                .maxAttempts(50)
                .listener((message, context) -> {
                    String key = message.orderingKey().orElseThrow();
                    assertTrue(running.add(key), () -> "two of " + key + " at a time");
                    boolean fails;
                    synchronized (random) {
                        fails = random.nextInt(100) < 5;
                    }
                    if (!fails && message.text().equals("7") && key.equals("k3")) {
                        running.remove(key);
                        return ConsumeResult.deadLetter("as the test wants");
                    }
                    if (!fails) {
                        done.computeIfAbsent(key, absent -> new java.util.concurrent.CopyOnWriteArrayList<>())
                                .add(Integer.parseInt(message.text()));
                    }
                    running.remove(key);
                    return fails ? ConsumeResult.retry() : ConsumeResult.ack();
                })
                .open()) {
            Waiting.until(
                    "all done",
                    () -> consumer.stats().acknowledged() == (long) keys * each - 1
                            && consumer.stats().deadLetters() == 1);
        }
        for (int key = 0; key < keys; key++) {
            List<Integer> expected = new java.util.ArrayList<>(
                    java.util.stream.IntStream.range(0, each).boxed().toList());
            if (key == 3) {
                expected.remove(Integer.valueOf(7));
            }
            assertEquals(expected, done.get("k" + key), "key " + key);
        }
    }

    @Test
    void theNextMemberGoesOnWhereTheLastOneInOrderHasEnded() throws Exception {
        for (int i = 0; i < 20; i++) {
            producer.send(Message.to(topic).orderingKey("k").text("m" + i).build());
        }
        List<String> all = new java.util.concurrent.CopyOnWriteArrayList<>();
        for (int part = 1; part <= 2; part++) {
            int end = 10 * part;
            try (PushConsumer consumer = push().order(Order.BY_KEY)
                    .listener((message, context) -> {
                        if (all.size() >= end) {
                            return ConsumeResult.suspend(Duration.ofMillis(100));
                        }
                        all.add(message.text());
                        return ConsumeResult.ack();
                    })
                    .open()) {
                Waiting.until(end + " messages", () -> consumer.stats().acknowledged() == 10 && all.size() == end);
            }
        }
        assertEquals(
                java.util.stream.IntStream.range(0, 20).mapToObj(i -> "m" + i).toList(), all);
    }
}
