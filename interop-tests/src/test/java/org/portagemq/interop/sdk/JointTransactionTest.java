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
import org.portagemq.client.error.TransactionStateException;
import org.portagemq.client.error.UnknownOutcomeException;
import org.portagemq.client.intercept.TransactionInterceptor.Decision;
import org.portagemq.client.message.Message;
import org.portagemq.client.message.QueueRef;
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
