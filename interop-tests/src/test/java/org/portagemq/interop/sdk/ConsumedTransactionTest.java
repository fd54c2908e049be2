// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.interop.sdk;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import com.rabbitmq.client.ConnectionFactory;
import com.rabbitmq.client.MessageProperties;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.portagemq.client.PortageClient;
import org.portagemq.client.consume.ReceiveOptions;
import org.portagemq.client.consume.SimpleConsumer;
import org.portagemq.client.error.PortageException;
import org.portagemq.client.error.StaleReceiptException;
import org.portagemq.client.error.TransactionStateException;
import org.portagemq.client.error.UnsupportedFeatureException;
import org.portagemq.client.intercept.TransactionInterceptor.Decision;
import org.portagemq.client.message.ConsumeResult;
import org.portagemq.client.message.Filter;
import org.portagemq.client.message.Message;
import org.portagemq.client.message.ReceivedMessage;
import org.portagemq.client.produce.Producer;
import org.portagemq.client.produce.Transaction;
import org.portagemq.client.produce.TransactionalProducer;
import org.portagemq.client.read.LogReader;

/** Transactions in which messages are acknowledged, together with what was made of them. */
class ConsumedTransactionTest {

    private static final Duration LONG = Duration.ofMinutes(10);
    private static final Duration SHORT = Duration.ofSeconds(1);

    @RegisterExtension
    static final PortageExtension BROKER = new PortageExtension(
            Map.of("transactions.check-after", "1s", "transactions.check-interval", "1s", "transactions.checks", "3"));

    private final String jobs = Waiting.name("Jobs");
    private final String results = Waiting.name("Results");
    private final String producers = Waiting.name("P");
    private final String workers = Waiting.name("Workers");
    private PortageClient client;
    private Producer producer;
    private SimpleConsumer consumer;
    private TransactionalProducer sender;

    @BeforeEach
    void open() {
        client = BROKER.connect();
        producer = client.newProducer().open();
        producer.send(job("1"));
        producer.send(Message.to(results).text("none").build());
        consumer = consume(jobs, workers);
        sender = sender(client, Decision.UNKNOWN);
    }

    @AfterEach
    void close() {
        client.close();
    }

    private Message job(String text) {
        return Message.to(jobs).text(text).build();
    }

    private Message result(String text) {
        return Message.to(results).text(text).build();
    }

    private SimpleConsumer consume(String topic, String group) {
        return client.newSimpleConsumer()
                .group(group)
                .subscribe(topic, Filter.all())
                .open();
    }

    private TransactionalProducer sender(PortageClient of, Decision told) {
        return of.newProducer().group(producers).openTransactional(probe -> told);
    }

    private static ReceivedMessage next(SimpleConsumer from, Duration invisible) {
        List<ReceivedMessage> one =
                from.receive(ReceiveOptions.max(1).waiting(Waiting.PATIENCE).invisible(invisible));
        return one.get(0);
    }

    /** All that the workers get, up to a message that is sent now. */
    private List<String> untilLast() {
        producer.send(job("last"));
        List<String> all = new ArrayList<>();
        while (!all.contains("last")) {
            ReceivedMessage one = next(consumer, LONG);
            consumer.ack(one);
            all.add(one.text());
        }
        return all;
    }

    private List<String> results() {
        return read(results);
    }

    private List<String> read(String topic) {
        List<String> read = new ArrayList<>();
        try (LogReader reader = client.newLogReader().topic(topic).open()) {
            var end = reader.endOffsets();
            while (!reader.reached(end)) {
                reader.poll(Duration.ofSeconds(1)).forEach(message -> read.add(message.text()));
            }
        }
        read.sort(null);
        return read;
    }

    @Test
    void whatIsAcknowledgedIsHeldUntilTheCommitHoweverShortItsTimeIs() {
        producer.send(job("2"));
        ReceivedMessage in = next(consumer, SHORT);
        try (Transaction transaction = sender.begin(in)) {
            transaction.send(result("of " + in.text()));
            transaction.ack(in);
            transaction.ack(in);
            ReceivedMessage other = next(consumer, SHORT);
            // The time of both is over when the other one comes again.
            ReceivedMessage again = next(consumer, LONG);
            assertEquals(other.text(), again.text());
            assertEquals(List.of("none"), results());
            transaction.commit();
            consumer.ack(again);
            assertEquals(List.of("none", "of " + in.text()), results());
        }
        assertEquals(List.of("last"), untilLast());
        assertThrows(StaleReceiptException.class, () -> consumer.ack(in));
    }

    @Test
    void itIsThereForItsGroupAtOnceWhenTheTransactionIsRolledBack() {
        ReceivedMessage in = next(consumer, LONG);
        Transaction transaction = sender.begin();
        transaction.send(result("never"));
        transaction.ack(in);
        transaction.close();
        ReceivedMessage again = next(consumer, LONG);
        assertEquals("1", again.text());
        assertEquals(1, again.attempt());
        consumer.ack(again);
        assertEquals(List.of("last"), untilLast());
        assertEquals(List.of("none"), results());
    }

    @Test
    void nobodyElseSettlesWhatATransactionHas() {
        ReceivedMessage in = next(consumer, LONG);
        Transaction transaction = sender.begin();
        transaction.send(result("of 1"));
        transaction.ack(in);
        for (Runnable settle : List.<Runnable>of(
                () -> consumer.ack(in),
                () -> consumer.nack(in, SHORT),
                () -> consumer.extend(in, SHORT),
                () -> consumer.deadLetter(in, "no"))) {
            TransactionStateException held = assertThrows(TransactionStateException.class, settle::run);
            assertTrue(held.getMessage().contains(transaction.id()), held::getMessage);
        }
        Transaction second = sender.begin();
        second.send(result("never"));
        assertThrows(TransactionStateException.class, () -> second.ack(in));
        second.rollback();
        // What another client says is judged by the broker.
        try (PortageClient other = BROKER.connect();
                SimpleConsumer foreign = other.newSimpleConsumer()
                        .group(workers)
                        .subscribe(jobs, Filter.all())
                        .open()) {
            assertThrows(StaleReceiptException.class, () -> foreign.ack(in));
            assertThrows(StaleReceiptException.class, () -> foreign.nack(in, SHORT));
        }
        transaction.commit();
        assertEquals(List.of("last"), untilLast());
        assertEquals(List.of("none", "of 1"), results());
    }

    @Test
    void aReceiptThatIsOverIsRefusedAtOnceAndTheTransactionGoesOn() {
        ReceivedMessage in = next(consumer, LONG);
        ReceivedMessage extended = consumer.extend(in, LONG);
        try (Transaction transaction = sender.begin()) {
            transaction.send(result("of 1"));
            assertThrows(StaleReceiptException.class, () -> transaction.ack(in));
            transaction.ack(extended);
            transaction.commit();
        }
        assertEquals(List.of("last"), untilLast());
        assertEquals(List.of("none", "of 1"), results());
    }

    @Test
    void messagesOfSeveralGroupsAndTopicsAreAcknowledgedAtOnce() throws Exception {
        String more = Waiting.name("More");
        producer.send(Message.to(more).text("a").build());
        SimpleConsumer second = consume(jobs, Waiting.name("Others"));
        SimpleConsumer third = consume(more, workers);
        try (Transaction transaction = sender.begin()) {
            transaction.send(result("of all"));
            for (SimpleConsumer from : List.of(consumer, second, third)) {
                transaction.ackAsync(next(from, LONG)).get(60, TimeUnit.SECONDS);
            }
            transaction.send(result("and more"));
            transaction.commit();
        }
        assertEquals(List.of("last"), untilLast());
        producer.send(Message.to(more).text("b").build());
        assertEquals("last", next(second, LONG).text());
        assertEquals("b", next(third, LONG).text());
        assertEquals(List.of("and more", "none", "of all"), results());
    }

    @Test
    void aMessageOfAQueueOfAnotherProtocolIsHeldAndComesBackThere() throws Exception {
        String queue = Waiting.name("Queue");
        ConnectionFactory factory = new ConnectionFactory();
        factory.setHost("127.0.0.1");
        factory.setPort(BROKER.server().port("amqp"));
        try (Connection connection = factory.newConnection();
                Channel channel = connection.createChannel()) {
            channel.queueDeclare(queue, true, false, false, Map.of());
            channel.confirmSelect();
            for (String text : List.of("a", "b")) {
                channel.basicPublish(
                        "", queue, MessageProperties.PERSISTENT_TEXT_PLAIN, text.getBytes(StandardCharsets.UTF_8));
            }
            channel.waitForConfirmsOrDie(Waiting.PATIENCE.toMillis());
            SimpleConsumer taker = consume(queue, workers);
            for (Decision decision : List.of(Decision.COMMIT, Decision.ROLLBACK)) {
                Transaction transaction = sender.begin();
                transaction.send(result(decision.name()));
                transaction.ack(next(taker, LONG));
                if (decision == Decision.COMMIT) {
                    transaction.commit();
                } else {
                    assertNull(channel.basicGet(queue, true));
                    transaction.rollback();
                }
            }
            assertEquals("b", new String(channel.basicGet(queue, true).getBody(), StandardCharsets.UTF_8));
            assertNull(channel.basicGet(queue, true));
        }
        assertEquals(List.of("COMMIT", "none"), results());
    }

    @Test
    void whatCannotBeAcknowledgedInATransactionIsRefusedByName() throws Exception {
        ReceivedMessage in = next(consumer, LONG);
        try (Transaction empty = sender.begin()) {
            TransactionStateException first = assertThrows(TransactionStateException.class, () -> empty.ack(in));
            assertTrue(first.getMessage().contains("no message yet"), first::getMessage);
        }
        try (Transaction transaction = sender.begin();
                LogReader reader = client.newLogReader().topic(jobs).open()) {
            transaction.send(result("of 1"));
            ReceivedMessage read = reader.poll(Waiting.PATIENCE).get(0);
            PortageException logged = assertThrows(UnsupportedFeatureException.class, () -> transaction.ack(read));
            assertTrue(logged.getMessage().contains("log reader"), logged::getMessage);
            BlockingQueue<ReceivedMessage> pushed = new LinkedBlockingQueue<>();
            client.newPushConsumer()
                    .group(Waiting.name("Pushed"))
                    .subscribe(jobs, Filter.all())
                    .listener((message, context) -> {
                        pushed.add(message);
                        return ConsumeResult.ack();
                    })
                    .open();
            ReceivedMessage listened = Waiting.next(pushed);
            PortageException push = assertThrows(UnsupportedFeatureException.class, () -> transaction.ack(listened));
            assertTrue(push.getMessage().contains("push consumer"), push::getMessage);
            transaction.commit();
            assertThrows(TransactionStateException.class, () -> transaction.ack(in));
        }
        consumer.ack(in);
        assertEquals(List.of("last"), untilLast());
        assertEquals(List.of("none", "of 1"), results());
    }

    /** Acknowledges a message in a transaction of a client that dies before it decides. */
    private void die() {
        try (PortageClient dying = BROKER.connect()) {
            Transaction abandoned = sender(dying, Decision.UNKNOWN).begin();
            abandoned.send(result("of 1"));
            abandoned.ack(next(consumer, SHORT));
        }
    }

    @Test
    void theCheckerDecidesAboutWhatAClientThatDiedHasAcknowledged() throws Exception {
        sender.close();
        try (TransactionalProducer knowing = sender(client, Decision.COMMIT)) {
            knowing.standBy(results);
            die();
            Waiting.until("the result", () -> results().contains("of 1"));
        }
        assertEquals(List.of("last"), untilLast());
    }

    @Test
    void aCheckerThatSaysRollbackGivesTheMessageBack() {
        sender.close();
        try (TransactionalProducer knowing = sender(client, Decision.ROLLBACK)) {
            knowing.standBy(results);
            die();
            ReceivedMessage again = next(consumer, LONG);
            assertEquals("1", again.text());
            consumer.ack(again);
        }
        assertEquals(List.of("last"), untilLast());
        assertEquals(List.of("none"), results());
    }

    @Test
    void theMessageComesAgainWhenNobodyEverDecides() {
        sender.close();
        die();
        ReceivedMessage again = next(consumer, LONG);
        assertEquals("1", again.text());
        consumer.ack(again);
        assertEquals(List.of("last"), untilLast());
        assertEquals(List.of("none"), results());
    }
}
