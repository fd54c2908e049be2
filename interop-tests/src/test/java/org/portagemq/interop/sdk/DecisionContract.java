// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.interop.sdk;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.portagemq.client.PortageClient;
import org.portagemq.client.consume.PushConsumer;
import org.portagemq.client.error.InvalidMessageException;
import org.portagemq.client.error.RequestTimeoutException;
import org.portagemq.client.error.TransactionStateException;
import org.portagemq.client.intercept.TransactionInterceptor.Decision;
import org.portagemq.client.message.ConsumeResult;
import org.portagemq.client.message.Filter;
import org.portagemq.client.message.Message;
import org.portagemq.client.message.ReceivedMessage;
import org.portagemq.client.message.SendReceipt;
import org.portagemq.client.produce.Producer;
import org.portagemq.client.produce.RecallResult;
import org.portagemq.client.produce.Transaction;
import org.portagemq.client.produce.TransactionProbe;
import org.portagemq.client.produce.TransactionalProducer;

/** Messages whose fate is decided after they were sent: of transactions, delayed ones, and questions. */
abstract class DecisionContract {

    final String topic = Waiting.name("T");
    private final String group = Waiting.name("P");
    final Set<String> seen = ConcurrentHashMap.newKeySet();
    PortageClient client;
    Producer producer;

    abstract Broker broker();

    @BeforeEach
    void open() {
        client = broker().connect();
        producer = client.newProducer().sendTimeout(Duration.ofSeconds(60)).open();
        producer.send(message("first"));
    }

    @AfterEach
    void close() {
        client.close();
    }

    Message message(String text) {
        return Message.to(topic).text(text).build();
    }

    PushConsumer watch() {
        return client.newPushConsumer()
                .group(Waiting.name("G"))
                .subscribe(topic, Filter.all())
                .listener((message, context) -> {
                    assertTrue(seen.add(message.text()), () -> "twice: " + message.text());
                    return ConsumeResult.ack();
                })
                .open();
    }

    void untilSeen(String... texts) throws InterruptedException {
        Set<String> wanted = new TreeSet<>(List.of(texts));
        wanted.add("first");
        Waiting.until("seen " + wanted, () -> seen.containsAll(wanted));
        producer.send(message("last"));
        wanted.add("last");
        Waiting.until("seen " + wanted, () -> seen.containsAll(wanted));
        assertEquals(wanted, new TreeSet<>(seen));
    }

    TransactionalProducer transactional(PortageClient of, BlockingQueue<TransactionProbe> asked, Decision told) {
        return of.newProducer().group(group).sendTimeout(Duration.ofSeconds(60)).openTransactional(probe -> {
            asked.add(probe);
            return told;
        });
    }

    TransactionalProducer unknowing(PortageClient of) {
        return transactional(of, new LinkedBlockingQueue<>(), Decision.UNKNOWN);
    }

    @Test
    void aMessageOfATransactionIsSeenWhenItIsCommitted() throws Exception {
        watch();
        TransactionalProducer sender = unknowing(client);
        try (Transaction transaction = sender.begin()) {
            transaction.send(message("a"));
            Waiting.until("the first", () -> seen.contains("first"));
            assertEquals(Set.of("first"), seen);
            transaction.commit();
            transaction.commit();
            assertThrows(TransactionStateException.class, transaction::rollback);
            assertThrows(TransactionStateException.class, () -> transaction.send(message("late")));
        }
        untilSeen("a");
    }

    @Test
    void messagesOfATransactionThatFailsAreNeverSeen() throws Exception {
        watch();
        TransactionalProducer sender = unknowing(client);
        assertThrows(
                IllegalArgumentException.class,
                () -> sender.execute(transaction -> {
                    transaction.send(message("never"));
                    throw new IllegalArgumentException("as the test wants");
                }));
        assertEquals(17, sender.<Integer>execute(transaction -> {
            transaction.send(message("a"));
            return 17;
        }));
        untilSeen("a");
    }

    @Test
    void theCheckerIsAskedAboutTheTransactionOfAClientThatHasDied() throws Exception {
        watch();
        PortageClient dying = broker().connect();
        TransactionalProducer first = unknowing(dying);
        Transaction abandoned = first.begin();
        abandoned.send(message("a"));
        BlockingQueue<TransactionProbe> asked = new LinkedBlockingQueue<>();
        transactional(client, asked, Decision.COMMIT).standBy(topic);
        dying.close();
        TransactionProbe probe = Waiting.next(asked);
        assertEquals("a", probe.message().text());
        assertTrue(probe.attempt() >= 1);
        untilSeen("a");
    }

    @Test
    void aCheckerThatDoesNotKnowIsAskedAgain() throws Exception {
        PortageClient dying = broker().connect();
        unknowing(dying).begin().send(message("a"));
        BlockingQueue<TransactionProbe> asked = new LinkedBlockingQueue<>();
        transactional(client, asked, Decision.UNKNOWN).standBy(topic);
        dying.close();
        Waiting.next(asked);
        Waiting.next(asked);
    }

    // Delayed messages.

    @Test
    void aDelayedMessageComesAtItsTime() throws Exception {
        watch();
        Waiting.until("the first", () -> seen.contains("first"));
        long before = System.nanoTime();
        producer.send(Message.to(topic)
                .deliverAfter(Duration.ofSeconds(3))
                .text("later")
                .build());
        producer.send(Message.to(topic)
                .deliverAt(Instant.now().minusSeconds(5))
                .text("at once")
                .build());
        Waiting.until("the one whose time is over", () -> seen.contains("at once"));
        Waiting.until("the delayed one", () -> seen.contains("later"));
        // Some brokers know times to the second only.
        assertTrue(System.nanoTime() - before > Duration.ofMillis(1_900).toNanos());
    }

    @Test
    void aDelayedMessageIsRecalled() throws Exception {
        assumeTrue(broker().can(Broker.Capability.RECALL), "the broker does not let anybody recall");
        watch();
        SendReceipt receipt = producer.send(Message.to(topic)
                .deliverAfter(Duration.ofSeconds(5))
                .text("never")
                .build());
        assertEquals(RecallResult.RECALLED, producer.recall(receipt));
        if (broker().can(Broker.Capability.RECALL_ONCE)) {
            assertEquals(RecallResult.TOO_LATE, producer.recall(receipt));
        }
        SendReceipt plain = producer.send(message("plain"));
        assertThrows(InvalidMessageException.class, () -> producer.recall(plain));
        untilSeen("plain");
    }

    // Questions and answers.

    @Test
    void aRequestIsRepliedToAndItsClientMayGoAtOnce() throws Exception {
        BlockingQueue<String> replied = new LinkedBlockingQueue<>();
        client.newPushConsumer()
                .group(Waiting.name("G"))
                .subscribe(topic, Filter.tags("ask"))
                .listener((message, context) -> {
                    producer.reply(message, ("re: " + message.text()).getBytes(StandardCharsets.UTF_8));
                    replied.add(message.text());
                    return ConsumeResult.ack();
                })
                .open();
        try (PortageClient asking = broker().connect();
                Producer asker = asking.newProducer().open()) {
            Message question = Message.to(topic).tag("ask").text("who?").build();
            ReceivedMessage reply = asker.request(question, Duration.ofSeconds(60));
            assertArrayEquals("re: who?".getBytes(StandardCharsets.UTF_8), reply.body());
        }
        // Long before the producer would give up.
        assertEquals("who?", replied.poll(30, TimeUnit.SECONDS));
    }

    @Test
    void aRequestThatNobodyRepliesToEnds() {
        assertThrows(RequestTimeoutException.class, () -> producer.request(message("anybody?"), Duration.ofSeconds(3)));
    }

    @Test
    void whatIsNoRequestIsNotRepliedTo() {
        try (var consumer = client.newSimpleConsumer()
                .group(Waiting.name("G"))
                .subscribe(topic, Filter.all())
                .open()) {
            ReceivedMessage plain = consumer.receiveOne(Duration.ofSeconds(60)).orElseThrow();
            assertThrows(InvalidMessageException.class, () -> producer.reply(plain, new byte[0]));
        }
    }
}
