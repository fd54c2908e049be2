// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.interop.sdk;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.portagemq.client.PortageClient;
import org.portagemq.client.admin.Admin;
import org.portagemq.client.admin.BrokerInfo;
import org.portagemq.client.admin.GroupProgress;
import org.portagemq.client.admin.TimeRange;
import org.portagemq.client.admin.TopicInfo;
import org.portagemq.client.admin.TopicSpec;
import org.portagemq.client.error.ConflictException;
import org.portagemq.client.error.NotFoundException;
import org.portagemq.client.error.PortageException;
import org.portagemq.client.message.Filter;
import org.portagemq.client.message.Message;
import org.portagemq.client.message.SendReceipt;
import org.portagemq.client.produce.Producer;
import org.portagemq.client.read.LogReader;
import org.portagemq.client.read.StartPosition;

/** What administrators do with every broker. */
abstract class AdminContract {

    private final String topic = Waiting.name("T");
    private final String group = Waiting.name("G");
    private PortageClient client;
    private Producer producer;
    private Admin admin;

    abstract Broker broker();

    @BeforeEach
    void open() throws InterruptedException {
        client = PortageClient.builder()
                .endpoints(broker().nameServer())
                .requestTimeout(Duration.ofSeconds(20))
                .startupTimeout(Duration.ofSeconds(60))
                .open();
        producer = client.newProducer().sendTimeout(Duration.ofSeconds(60)).open();
        admin = client.admin();
        admin.topics().create(TopicSpec.of(topic, 3));
        Waiting.until(
                "the name server knows the topic", () -> admin.topics().list().contains(topic));
    }

    @AfterEach
    void close() {
        client.close();
    }

    private SendReceipt send(String key) {
        return producer.send(Message.to(topic)
                .key(key)
                .orderingKey("k")
                .text("text of " + key)
                .build());
    }

    @Test
    void aTopicIsMadeDescribedAndDeleted() throws Exception {
        assertThrows(ConflictException.class, () -> admin.topics().create(TopicSpec.of(topic, 3)));
        send("a");
        send("b");
        TopicInfo info = admin.topics().describe(topic);
        assertEquals(3, info.queues().size());
        assertEquals(2, info.messages());
        admin.topics().delete(topic);
        Waiting.until("the topic is gone", () -> !admin.topics().list().contains(topic));
        assertThrows(NotFoundException.class, () -> admin.topics().describe(topic));
    }

    @Test
    void callsThatDoNotWaitAnswerAndFailAsThoseThatDo() throws Exception {
        SendReceipt receipt = send("twin");
        admin.groups().updateAsync(group, 3).get(60, TimeUnit.SECONDS);
        admin.topics().updateAsync(TopicSpec.of(topic, 3)).get(60, TimeUnit.SECONDS);
        assertEquals(
                admin.topics().describe(topic),
                admin.topics().describeAsync(topic).get(60, TimeUnit.SECONDS));
        assertEquals(admin.brokers(), admin.brokersAsync().get(60, TimeUnit.SECONDS));
        assertTrue(admin.topics().listAsync().get(60, TimeUnit.SECONDS).contains(topic));
        assertEquals(
                "text of twin",
                admin.messages()
                        .atAsync(receipt.queue(), receipt.offset())
                        .get(60, TimeUnit.SECONDS)
                        .text());
        assertEquals(
                receipt.messageId(),
                admin.messages()
                        .byStorageIdAsync(topic, receipt.storageId())
                        .get(60, TimeUnit.SECONDS)
                        .messageId());
        Waiting.until("it is found by its key and its id", () -> {
            int found = admin.messages()
                    .byKeyAsync(topic, "twin", TimeRange.untilNow())
                    .join()
                    .size();
            return found == 1
                    && admin.messages()
                            .byIdAsync(topic, receipt.messageId())
                            .join()
                            .isPresent();
        });
        admin.groups().resetOffsetsAsync(group, topic, Instant.EPOCH).get(60, TimeUnit.SECONDS);
        assertEquals(
                3,
                admin.groups()
                        .progressAsync(group, topic)
                        .get(60, TimeUnit.SECONDS)
                        .size());
        assertEquals(List.of(), admin.groups().membersAsync(group).get(60, TimeUnit.SECONDS));
        admin.groups().ofTopicAsync(topic).get(60, TimeUnit.SECONDS);
        failsPlainly(ConflictException.class, admin.topics().createAsync(TopicSpec.of(topic, 3)));
        failsPlainly(NotFoundException.class, admin.messages().atAsync(receipt.queue(), 99));
        admin.groups().deleteAsync(group).get(60, TimeUnit.SECONDS);
        admin.topics().deleteAsync(topic).get(60, TimeUnit.SECONDS);
        Waiting.until("the topic is gone", () -> !admin.topics().list().contains(topic));
        failsPlainly(NotFoundException.class, admin.topics().describeAsync(topic));
    }

    private static void failsPlainly(Class<? extends PortageException> kind, CompletableFuture<?> future)
            throws Exception {
        Throwable failure = assertThrows(ExecutionException.class, () -> future.get(60, TimeUnit.SECONDS))
                .getCause();
        assertInstanceOf(kind, failure);
        // Not the wrapping of a future that depends on another one.
        assertSame(failure, future.handle((value, seen) -> seen).get());
    }

    @Test
    void brokersAreListed() {
        List<BrokerInfo> brokers = admin.brokers();
        assertEquals(1, brokers.size());
        assertTrue(brokers.get(0).endpoint().startsWith("127.0.0.1:"), () -> "" + brokers);
    }

    @Test
    void aMessageIsFoundByKeyIdAndPlace() throws Exception {
        SendReceipt receipt = send("wanted-1");
        send("other");
        Waiting.until(
                "the message is found by its key",
                () -> admin.messages()
                                .byKey(topic, "wanted-1", TimeRange.untilNow())
                                .size()
                        == 1);
        assertEquals(
                "text of wanted-1",
                admin.messages().byId(topic, receipt.messageId()).orElseThrow().text());
        assertEquals(
                receipt.messageId(),
                admin.messages().byStorageId(topic, receipt.storageId()).messageId());
        assertEquals(
                receipt.messageId(),
                admin.messages().at(receipt.queue(), receipt.offset()).messageId());
        assertThrows(NotFoundException.class, () -> admin.messages().at(receipt.queue(), 99));
        assertTrue(admin.messages().byId(topic, "0".repeat(32)).isEmpty());
    }

    @Test
    void aGroupIsLookedAtAndMoved() throws Exception {
        SendReceipt receipt = send("a");
        send("b");
        try (LogReader reader = client.newLogReader()
                .topic(topic)
                .group(group)
                .start(StartPosition.earliest())
                .open()) {
            Waiting.until("it has read both", () -> {
                reader.poll(Duration.ofMillis(500));
                return reader.queues().contains(receipt.queue()) && reader.position(receipt.queue()) == 2;
            });
            reader.commit();
            assertEquals(1, admin.groups().members(group).size());
            assertEquals(0, lag(receipt));
        }
        send("c");
        assertEquals(1, lag(receipt));
        Waiting.until("nobody is there", () -> admin.groups().members(group).isEmpty());
        admin.groups().resetOffsets(group, topic, Instant.EPOCH);
        Waiting.until("the group is at the begin", () -> lag(receipt) == 3);
        assertTrue(admin.groups().ofTopic(topic).contains(group));
    }

    private long lag(SendReceipt receipt) {
        return admin.groups().progress(group, topic).stream()
                .filter(one -> one.queue().equals(receipt.queue()))
                .mapToLong(GroupProgress::lag)
                .sum();
    }

    @Test
    void aGroupOfOneThatPopsHasMembersToo() throws Exception {
        send("a");
        try (var consumer = client.newSimpleConsumer()
                .group(group)
                .subscribe(topic, Filter.all())
                .open()) {
            consumer.ack(consumer.receiveOne(Duration.ofSeconds(30)).orElseThrow());
            Waiting.until("it is a member", () -> admin.groups().members(group).size() == 1);
        }
        Waiting.until("it has left", () -> admin.groups().members(group).isEmpty());
        assertFalse(admin.topics().list().isEmpty());
    }
}
