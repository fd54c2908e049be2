// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.interop.sdk;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.portagemq.client.PortageClient;
import org.portagemq.client.error.InvalidMessageException;
import org.portagemq.client.error.PayloadTooLargeException;
import org.portagemq.client.message.Message;
import org.portagemq.client.message.SendReceipt;
import org.portagemq.client.message.SendResult;
import org.portagemq.client.produce.BatchReceipt;
import org.portagemq.client.produce.Producer;

/** What producers do with every broker. */
abstract class ProducerContract {

    private final String topic = Waiting.name("T");
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

    private Message message(String text) {
        return Message.to(topic).text(text).build();
    }

    @Test
    void aMessageIsStoredAndItsReceiptSaysWhere() {
        SendReceipt first = producer.send(message("a"));
        assertEquals(topic, first.queue().topic());
        assertEquals(32, first.messageId().length());
        assertNotEquals(first.messageId(), producer.send(message("b")).messageId());
    }

    @Test
    void messagesOfOneOrderingKeyAreInOneQueueInTheirOrder() throws Exception {
        List<CompletableFuture<SendReceipt>> sent = new ArrayList<>();
        for (int i = 0; i < 50; i++) {
            sent.add(producer.sendAsync(
                    Message.to(topic).orderingKey("k" + i % 2).text("m" + i).build()));
        }
        for (int key = 0; key < 2; key++) {
            long last = -1;
            for (int i = key; i < 50; i += 2) {
                SendReceipt receipt = sent.get(i).get(60, TimeUnit.SECONDS);
                assertEquals(sent.get(key).get().queue(), receipt.queue());
                assertTrue(receipt.offset() > last, "message " + i + " is at " + receipt.offset() + " after " + last);
                last = receipt.offset();
            }
        }
    }

    @Test
    void futuresAreNotCompletedOnThreadsForInputAndOutput() throws Exception {
        String thread = producer.sendAsync(message("a"))
                .thenApply(receipt -> Thread.currentThread().getName())
                .get(60, TimeUnit.SECONDS);
        assertFalse(thread.startsWith("portage-client"), thread);
    }

    @Test
    void aCallbackMayWaitForAnotherSend() throws Exception {
        List<CompletableFuture<SendReceipt>> sent = new ArrayList<>();
        for (int i = 0; i < 32; i++) {
            sent.add(producer.sendAsync(message("outer"))
                    .thenApply(outer -> producer.sendAsync(message("inner")).join()));
        }
        for (CompletableFuture<SendReceipt> one : sent) {
            one.get(60, TimeUnit.SECONDS);
        }
    }

    @Test
    void oneWayMessagesAreStoredAsWell() throws Exception {
        SendReceipt first =
                producer.send(Message.to(topic).orderingKey("k").text("first").build());
        for (int i = 0; i < 10; i++) {
            producer.sendOneWay(
                    Message.to(topic).orderingKey("k").text("one way").build());
        }
        Waiting.until("the one-way messages are before the next", () -> {
            SendReceipt next = producer.send(
                    Message.to(topic).orderingKey("k").text("next").build());
            return next.offset() >= first.offset() + 11;
        });
    }

    @Test
    void aBatchIsSplitAndTellsOfEachMessage() {
        String other = Waiting.name("T");
        List<Message> messages = new ArrayList<>();
        for (int i = 0; i < 3_000; i++) {
            messages.add(Message.to(i % 3 == 0 ? other : topic)
                    .orderingKey("k" + i % 6)
                    .body(new byte[1_024])
                    .build());
        }
        BatchReceipt receipt = producer.sendBatch(messages);
        assertTrue(
                receipt.isComplete(),
                () -> "" + receipt.results().get(receipt.failures().get(0)));
        assertEquals(3_000, receipt.results().size());
        for (int key = 0; key < 6; key++) {
            long last = -1;
            for (int i = key; i < 3_000; i += 6) {
                SendReceipt stored = ((SendResult.Stored) receipt.results().get(i)).receipt();
                assertEquals(messages.get(i).topic(), stored.queue().topic());
                assertTrue(stored.offset() > last);
                last = stored.offset();
            }
        }
    }

    @Test
    void aMessageThatNobodyWouldTakeIsRefusedBeforeItIsSent() {
        assertThrows(InvalidMessageException.class, () -> Message.to(""));
        assertThrows(InvalidMessageException.class, () -> Message.to(topic).tag("a || b"));
        assertThrows(InvalidMessageException.class, () -> Message.to(topic).key("two words"));
        assertThrows(InvalidMessageException.class, () -> Message.to(topic).priority(10));
        assertThrows(InvalidMessageException.class, () -> Message.to(topic).property("KEYS", "x"));
        assertThrows(InvalidMessageException.class, () -> Message.to(topic)
                .orderingKey("k")
                .deliverAfter(Duration.ofSeconds(1))
                .build());
        PayloadTooLargeException large = assertThrows(
                PayloadTooLargeException.class,
                () -> producer.send(
                        Message.to(topic).body(incompressible(5 << 20)).build()));
        assertEquals(4 << 20, large.limit());
    }

    private static byte[] incompressible(int length) {
        byte[] octets = new byte[length];
        new java.util.Random(1).nextBytes(octets);
        return octets;
    }

    @Test
    void oneBadMessageOfABatchDoesNotSpoilTheOthers() {
        BatchReceipt receipt = producer.sendBatch(List.of(
                message("a"), Message.to(topic).body(incompressible(5 << 20)).build(), message("b")));
        assertEquals(List.of(1), receipt.failures());
    }
}
