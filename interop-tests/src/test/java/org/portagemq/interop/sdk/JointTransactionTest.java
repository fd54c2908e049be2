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
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.portagemq.client.PortageClient;
import org.portagemq.client.consume.SimpleConsumer;
import org.portagemq.client.error.TransactionStateException;
import org.portagemq.client.error.UnknownOutcomeException;
import org.portagemq.client.intercept.TransactionInterceptor.Decision;
import org.portagemq.client.message.Filter;
import org.portagemq.client.message.Message;
import org.portagemq.client.message.QueueRef;
import org.portagemq.client.message.ReceivedMessage;
import org.portagemq.client.produce.Transaction;
import org.portagemq.client.produce.TransactionProbe;
import org.portagemq.client.produce.TransactionalProducer;
import org.portagemq.client.read.LogReader;
import org.portagemq.interop.process.ServerProcess;
import org.portagemq.server.PortageServer;
import org.portagemq.server.ServerSetup;

/** Transactions of several messages that their broker does not live through, or gives up. */
class JointTransactionTest {

    private final String topic = Waiting.name("T");

    @TempDir
    private Path folder;

    private static PortageClient client(int port) {
        return PortageClient.builder()
                .endpoints("127.0.0.1:" + port)
                .startupTimeout(Duration.ofSeconds(60))
                .requestTimeout(Duration.ofSeconds(20))
                .open();
    }

    private ServerProcess start() throws Exception {
        return ServerProcess.start(
                folder.resolve("data"),
                folder.resolve("errors"),
                "--set",
                "transactions.check-after=1s",
                "--set",
                "transactions.check-interval=1s");
    }

    private Message message(String text) {
        return Message.to(topic).text(text).build();
    }

    private List<String> read(PortageClient client) {
        List<String> read = new ArrayList<>();
        try (LogReader reader = client.newLogReader().topic(topic).open()) {
            Map<QueueRef, Long> end = reader.endOffsets();
            while (!reader.reached(end)) {
                reader.poll(Duration.ofSeconds(1)).forEach(message -> read.add(message.text()));
            }
        }
        read.sort(null);
        return read;
    }

    @Test
    void allOfItIsSeenOnceWhenTheBrokerWasKilledBeforeItHeardOfTheCommit() throws Exception {
        try (ServerProcess killed = start();
                PortageClient client = client(killed.port("rocketmq"))) {
            client.newProducer().open().send(message("first"));
            Transaction transaction = client.newProducer()
                    .group("orders")
                    .sendTimeout(Duration.ofSeconds(5))
                    .openTransactional(probe -> Decision.UNKNOWN)
                    .begin();
            for (String text : List.of("a", "b", "c")) {
                transaction.send(message(text));
            }
            // Here the local transaction would be committed.
            killed.kill();
            assertThrows(UnknownOutcomeException.class, transaction::commit);
        }
        try (ServerProcess again = start();
                PortageClient client = client(again.port("rocketmq"))) {
            assertEquals(List.of("first"), read(client));
            BlockingQueue<TransactionProbe> asked = new LinkedBlockingQueue<>();
            client.newProducer()
                    .group("orders")
                    .openTransactional(probe -> {
                        asked.add(probe);
                        return Decision.COMMIT;
                    })
                    .standBy(topic);
            assertEquals("a", Waiting.next(asked).message().text());
            Waiting.until("all are there", () -> read(client).size() == 4);
            assertEquals(List.of("a", "b", "c", "first"), read(client));
        }
    }

    /** Kills the broker after a message was acknowledged in a transaction, and starts it again with somebody who decides. */
    private List<String> consumedAfter(Decision decision, List<String> expectedResults) throws Exception {
        String jobs = Waiting.name("Jobs");
        try (ServerProcess killed = start();
                PortageClient client = client(killed.port("rocketmq"))) {
            client.newProducer().open().send(message("first"));
            client.newProducer().open().send(Message.to(jobs).text("job").build());
            Transaction transaction = client.newProducer()
                    .group("orders")
                    .sendTimeout(Duration.ofSeconds(5))
                    .openTransactional(probe -> Decision.UNKNOWN)
                    .begin();
            transaction.send(message("result"));
            transaction.ack(worker(client, jobs).receiveOne(Waiting.PATIENCE).orElseThrow());
            killed.kill();
            assertThrows(UnknownOutcomeException.class, transaction::commit);
        }
        try (ServerProcess again = start();
                PortageClient client = client(again.port("rocketmq"))) {
            SimpleConsumer worker = worker(client, jobs);
            List<String> consumed = new ArrayList<>(consumeUntil("while it waits", client, worker, jobs));
            assertEquals(List.of("while it waits"), consumed);
            BlockingQueue<TransactionProbe> asked = new LinkedBlockingQueue<>();
            client.newProducer()
                    .group("orders")
                    .openTransactional(probe -> {
                        asked.add(probe);
                        return decision;
                    })
                    .standBy(topic);
            assertEquals("result", Waiting.next(asked).message().text());
            if (decision == Decision.COMMIT) {
                Waiting.until("the result is there", () -> read(client).equals(expectedResults));
            } else {
                ReceivedMessage back = worker.receiveOne(Waiting.PATIENCE).orElseThrow();
                worker.ack(back);
                consumed.add(back.text());
            }
            consumed.addAll(consumeUntil("last", client, worker, jobs));
            assertEquals(expectedResults, read(client));
            return consumed;
        }
    }

    private static SimpleConsumer worker(PortageClient client, String jobs) {
        return client.newSimpleConsumer()
                .group("workers")
                .subscribe(jobs, Filter.all())
                .open();
    }

    private static List<String> consumeUntil(String text, PortageClient client, SimpleConsumer worker, String jobs) {
        client.newProducer().open().send(Message.to(jobs).text(text).build());
        List<String> all = new ArrayList<>();
        while (!all.contains(text)) {
            ReceivedMessage one = worker.receiveOne(Waiting.PATIENCE).orElseThrow();
            worker.ack(one);
            all.add(one.text());
        }
        return all;
    }

    @Test
    void whatWasConsumedInItIsDoneWithItsMessagesWhenTheBrokerWasKilledBeforeItHeardOfTheCommit() throws Exception {
        assertEquals(List.of("while it waits", "last"), consumedAfter(Decision.COMMIT, List.of("first", "result")));
    }

    @Test
    void whatWasConsumedInItComesAgainWhenTheBrokerWasKilledAndItIsRolledBack() throws Exception {
        assertEquals(List.of("while it waits", "job", "last"), consumedAfter(Decision.ROLLBACK, List.of("first")));
    }

    @Test
    void nothingIsAddedToWhatTheBrokerHasGivenUp() throws Exception {
        Map<String, String> settings = Map.of(
                "transactions.check-after", "200ms",
                "transactions.check-interval", "200ms",
                "transactions.checks", "1");
        try (PortageServer server = PortageServer.start(ServerSetup.onFreePorts(folder.resolve("data"), settings));
                PortageClient client = client(server.port("namesrv"));
                TransactionalProducer sender =
                        client.newProducer().group("orders").openTransactional(probe -> Decision.UNKNOWN)) {
            client.newProducer().open().send(message("first"));
            Transaction transaction = sender.begin();
            transaction.send(message("a"));
            List<String> added = new ArrayList<>();
            TransactionStateException given = assertThrows(TransactionStateException.class, () -> {
                for (long end = System.nanoTime() + Waiting.PATIENCE.toNanos(); System.nanoTime() < end; ) {
                    transaction.send(message("b" + added.size()));
                    added.add("b");
                }
            });
            assertTrue(given.getMessage().contains("waits for a decision"), given::getMessage);
            assertThrows(UnknownOutcomeException.class, transaction::commit);
            assertEquals(List.of("first"), read(client));
        }
    }
}
