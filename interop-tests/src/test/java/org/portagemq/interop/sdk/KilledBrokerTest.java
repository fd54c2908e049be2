// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.interop.sdk;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.portagemq.client.PortageClient;
import org.portagemq.client.error.PortageException;
import org.portagemq.client.message.Message;
import org.portagemq.client.message.QueueRef;
import org.portagemq.client.produce.Producer;
import org.portagemq.client.read.LogReader;
import org.portagemq.interop.process.ServerProcess;

/** A broker that is killed while a client sends. */
class KilledBrokerTest {

    @TempDir
    private Path folder;

    @Test
    void whatTheClientHasAReceiptForIsThereOnceAfterwards() throws Exception {
        String topic = Waiting.name("T");
        Set<String> stored;
        ServerProcess killed = ServerProcess.start(folder.resolve("data"), folder.resolve("errors"));
        try (PortageClient client = client(killed)) {
            CompletableFuture<Set<String>> sending =
                    CompletableFuture.supplyAsync(() -> sendUntilItFails(client, topic));
            Waiting.until("many are sent", () -> sent.get() > 500);
            killed.close();
            stored = sending.get(120, TimeUnit.SECONDS);
        }
        try (ServerProcess again = ServerProcess.start(folder.resolve("data"), folder.resolve("errors"));
                PortageClient client = client(again);
                LogReader reader = client.newLogReader().topic(topic).open()) {
            List<String> read = new ArrayList<>();
            Map<QueueRef, Long> end = reader.endOffsets();
            while (!reader.reached(end)) {
                reader.poll(Duration.ofSeconds(1)).forEach(message -> read.add(message.text()));
            }
            Set<String> once = new TreeSet<>(read);
            assertEquals(once.size(), read.size(), "some are there twice");
            assertTrue(once.containsAll(stored), () -> "lost: " + minus(stored, once));
            assertTrue(once.size() <= stored.size() + 1, () -> "more than was sent: " + minus(once, stored));
        }
    }

    private final java.util.concurrent.atomic.AtomicInteger sent = new java.util.concurrent.atomic.AtomicInteger();

    private static Set<String> minus(Set<String> all, Set<String> some) {
        Set<String> rest = new TreeSet<>(all);
        rest.removeAll(some);
        return rest;
    }

    private static PortageClient client(ServerProcess server) {
        return PortageClient.builder()
                .endpoints("127.0.0.1:" + server.port("rocketmq"))
                .startupTimeout(Duration.ofSeconds(60))
                .requestTimeout(Duration.ofSeconds(20))
                .open();
    }

    /** One after the other, those for which there is a receipt. */
    private Set<String> sendUntilItFails(PortageClient client, String topic) {
        Set<String> stored = new TreeSet<>();
        Producer producer =
                client.newProducer().sendTimeout(Duration.ofSeconds(5)).open();
        try {
            for (int i = 0; i < 1_000_000; i++) {
                producer.send(Message.to(topic).text("m" + i).build());
                stored.add("m" + i);
                sent.incrementAndGet();
            }
        } catch (PortageException killed) {
            return stored;
        }
        throw new AssertionError("the broker was never killed");
    }
}
