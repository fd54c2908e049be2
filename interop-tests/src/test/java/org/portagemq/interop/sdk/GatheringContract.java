// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.interop.sdk;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.portagemq.client.PortageClient;
import org.portagemq.client.consume.BatchResult;
import org.portagemq.client.consume.GroupStart;
import org.portagemq.client.consume.OffsetStore;
import org.portagemq.client.consume.Order;
import org.portagemq.client.consume.PushConsumer;
import org.portagemq.client.consume.PushConsumerBuilder;
import org.portagemq.client.consume.RetryDelays;
import org.portagemq.client.message.ConsumeResult;
import org.portagemq.client.message.Filter;
import org.portagemq.client.message.Message;
import org.portagemq.client.message.ReceivedMessage;
import org.portagemq.client.produce.Producer;

/** Consumers whose listener is called with several messages, and those of which each gets all. */
abstract class GatheringContract {

    private final String topic = Waiting.name("T");
    private final String group = Waiting.name("G");
    private final List<List<String>> calls = new CopyOnWriteArrayList<>();

    @TempDir
    private Path folder;

    private PortageClient client;
    private Producer producer;

    abstract Broker broker();

    @BeforeEach
    void open() {
        client = broker().connect();
        producer = client.newProducer().sendTimeout(Duration.ofSeconds(60)).open();
    }

    @AfterEach
    void close() {
        client.close();
    }

    private List<String> send(int from, int to) {
        List<Message> messages = new ArrayList<>();
        List<String> texts = new ArrayList<>();
        for (int i = from; i < to; i++) {
            texts.add("m" + i);
            messages.add(Message.to(topic).text("m" + i).build());
        }
        assertEquals(List.of(), producer.sendBatch(messages).failures());
        return texts;
    }

    private PushConsumerBuilder consumer() {
        return client.newPushConsumer().group(group).subscribe(topic, Filter.all());
    }

    private static List<String> texts(List<ReceivedMessage> messages) {
        return messages.stream().map(ReceivedMessage::text).toList();
    }

    private Set<String> seen() {
        Set<String> seen = new TreeSet<>();
        calls.forEach(seen::addAll);
        return seen;
    }

    // Several in one call.

    @Test
    void aListenerIsCalledWithSeveralMessagesAtOnce() throws Exception {
        Set<String> sent = new TreeSet<>(send(0, 100));
        PushConsumer consumer = consumer()
                .batchListener(
                        (messages, context) -> {
                            calls.add(texts(messages));
                            return BatchResult.allAcked();
                        },
                        10,
                        Duration.ofSeconds(2))
                .open();
        Waiting.until("all of them", () -> consumer.stats().acknowledged() == 100);
        assertEquals(sent, seen());
        assertTrue(calls.stream().allMatch(call -> call.size() <= 10), calls::toString);
        assertTrue(calls.stream().anyMatch(call -> call.size() == 10), calls::toString);
        assertEquals(100, calls.stream().mapToInt(List::size).sum());
    }

    @Test
    void messagesThatStayFewAreWorkedOnWhenTheyHaveLingered() throws Exception {
        send(0, 3);
        PushConsumer consumer = consumer()
                .batchListener(
                        (messages, context) -> {
                            calls.add(texts(messages));
                            return BatchResult.allAcked();
                        },
                        100,
                        Duration.ofMillis(300))
                .open();
        Waiting.until("all of them", () -> consumer.stats().acknowledged() == 3);
        assertEquals(Set.of("m0", "m1", "m2"), seen());
    }

    @Test
    void thoseThatAreNotDoneComeAgainAndTheOthersDoNot() throws Exception {
        send(0, 4);
        Map<String, Integer> attempts = new ConcurrentHashMap<>();
        Set<String> failedFirst = ConcurrentHashMap.newKeySet();
        PushConsumer consumer = consumer()
                .retryDelays(new RetryDelays(Duration.ofMillis(200), Duration.ofSeconds(1)))
                .batchListener(
                        (messages, context) -> {
                            messages.forEach(message -> attempts.merge(message.text(), 1, Integer::sum));
                            if (failedFirst.isEmpty()) {
                                texts(messages).stream().skip(1).forEach(failedFirst::add);
                                failedFirst.add("");
                                return BatchResult.ackedUpTo(1);
                            }
                            return BatchResult.each(messages.stream()
                                    .map(message -> ConsumeResult.ack())
                                    .toList());
                        },
                        4,
                        Duration.ofSeconds(2))
                .open();
        Waiting.until("all of them", () -> consumer.stats().acknowledged() == 4);
        attempts.forEach((text, count) -> assertEquals(failedFirst.contains(text) ? 2 : 1, count, text));
        assertEquals(4, attempts.size());
    }

    @Test
    void aBatchThatIsLargerThanWhatIsFetchedIsRefused() {
        send(0, 1);
        PushConsumerBuilder builder = consumer()
                .prefetchMessages(10)
                .batchListener((messages, context) -> BatchResult.allAcked(), 6, Duration.ZERO);
        IllegalArgumentException refused = assertThrows(IllegalArgumentException.class, builder::open);
        assertTrue(refused.getMessage().contains("prefetchMessages"), refused::getMessage);
        PushConsumerBuilder both = consumer()
                .listener((message, context) -> ConsumeResult.ack())
                .batchListener((messages, context) -> BatchResult.allAcked(), 2, Duration.ZERO);
        assertThrows(IllegalArgumentException.class, both::open);
    }

    // To each of them.

    private PushConsumer broadcast(PortageClient of, OffsetStore offsets, List<String> got) {
        return of.newPushConsumer()
                .group(group)
                .subscribe(topic, Filter.all())
                .broadcast(offsets)
                .listener((message, context) -> {
                    got.add(message.text());
                    return ConsumeResult.ack();
                })
                .open();
    }

    @Test
    void eachConsumerOfABroadcastGetsAllMessages() throws Exception {
        List<String> sent = send(0, 10);
        List<String> first = new CopyOnWriteArrayList<>();
        List<String> second = new CopyOnWriteArrayList<>();
        try (PortageClient other = broker().connect()) {
            broadcast(client, OffsetStore.none(), first);
            broadcast(other, OffsetStore.none(), second);
            sent.addAll(send(10, 20));
            Waiting.until("all at both", () -> first.size() >= 20 && second.size() >= 20);
            assertEquals(new TreeSet<>(sent), new TreeSet<>(first));
            assertEquals(new TreeSet<>(sent), new TreeSet<>(second));
            assertEquals(20, first.size());
            assertEquals(20, second.size());
        }
    }

    @Test
    void aConsumerOfABroadcastGoesOnWhereItsFileSays() throws Exception {
        send(0, 10);
        Path file = folder.resolve("offsets");
        List<String> before = new CopyOnWriteArrayList<>();
        try (PushConsumer consumer = broadcast(client, OffsetStore.inFile(file), before)) {
            Waiting.until("the first", () -> consumer.stats().acknowledged() == 10);
        }
        List<String> sent = send(10, 20);
        List<String> after = new CopyOnWriteArrayList<>();
        broadcast(client, OffsetStore.inFile(file), after);
        Waiting.until("the others", () -> after.size() >= 10);
        assertEquals(new TreeSet<>(sent), new TreeSet<>(after));
    }

    @Test
    void aConsumerOfABroadcastThatFailsTriesAgainByItself() throws Exception {
        send(0, 3);
        Map<String, Integer> attempts = new ConcurrentHashMap<>();
        List<String> other = new CopyOnWriteArrayList<>();
        PushConsumer failing = client.newPushConsumer()
                .group(group)
                .subscribe(topic, Filter.all())
                .broadcast(OffsetStore.none())
                .retryDelays(new RetryDelays(Duration.ofMillis(50), Duration.ofMillis(50)))
                .listener((message, context) -> attempts.merge(message.text(), 1, Integer::sum) < 3
                        ? ConsumeResult.retry()
                        : ConsumeResult.ack())
                .open();
        try (PortageClient second = broker().connect()) {
            broadcast(second, OffsetStore.none(), other);
            Waiting.until("all are done", () -> failing.stats().acknowledged() == 3 && other.size() == 3);
            assertEquals(Map.of("m0", 3, "m1", 3, "m2", 3), attempts);
        }
    }

    @Test
    void aBroadcastMayBeginAtTheNextMessageAndKeepOrder() throws Exception {
        send(0, 5);
        List<String> got = new CopyOnWriteArrayList<>();
        consumer()
                .start(GroupStart.NEXT)
                .order(Order.BY_KEY)
                .broadcast(OffsetStore.none())
                .listener((message, context) -> {
                    got.add(message.text());
                    return ConsumeResult.ack();
                })
                .open();
        Waiting.until("it reads", () -> {
            producer.send(Message.to(topic).orderingKey("k").text("probe").build());
            return got.contains("probe");
        });
        List<String> sent = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            sent.add("k" + i);
            producer.send(Message.to(topic).orderingKey("k").text("k" + i).build());
        }
        Waiting.until("all of them", () -> got.contains("k19"));
        assertEquals(sent, got.stream().filter(text -> text.startsWith("k")).toList());
        assertTrue(got.stream().noneMatch(text -> text.startsWith("m")), got::toString);
    }
}
