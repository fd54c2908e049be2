// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.interop.sdk;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.portagemq.client.consume.Order;
import org.portagemq.client.consume.PushConsumer;
import org.portagemq.client.consume.PushConsumerBuilder;
import org.portagemq.client.consume.RetryDelays;
import org.portagemq.client.consume.SimpleConsumer;
import org.portagemq.client.message.ConsumeResult;
import org.portagemq.client.message.Filter;
import org.portagemq.client.message.Message;
import org.portagemq.client.message.ReceivedMessage;

/** What consumers whose listener is called do with every broker. */
abstract class ListenerContract extends ConsumerChapter {

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

    // In order.

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
