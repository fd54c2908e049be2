// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.interop.sdk;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.portagemq.client.PortageClient;
import org.portagemq.client.config.Overflow;
import org.portagemq.client.config.ReconnectPolicy;
import org.portagemq.client.consume.PushConsumer;
import org.portagemq.client.error.BackpressureException;
import org.portagemq.client.error.ClosedException;
import org.portagemq.client.error.ConnectionException;
import org.portagemq.client.error.TransactionStateException;
import org.portagemq.client.error.UnknownOutcomeException;
import org.portagemq.client.event.ClientEvent;
import org.portagemq.client.intercept.TransactionInterceptor.Decision;
import org.portagemq.client.message.ConsumeResult;
import org.portagemq.client.message.Filter;
import org.portagemq.client.message.Message;
import org.portagemq.client.message.ReceivedMessage;
import org.portagemq.client.message.SendReceipt;
import org.portagemq.client.produce.Producer;
import org.portagemq.client.produce.RetryPolicy;
import org.portagemq.client.produce.Transaction;
import org.portagemq.client.produce.TransactionalProducer;
import org.portagemq.client.produce.UnknownOutcomePolicy;
import org.portagemq.client.read.LogReader;
import org.portagemq.server.PortageServer;
import org.portagemq.server.ServerSetup;

/** What a client does when connections break, stall or are refused. */
class RoughTimesTest {

    private static final ReconnectPolicy FAST =
            new ReconnectPolicy(Duration.ofMillis(20), Duration.ofMillis(200), 2, 0.2);

    private final String topic = Waiting.name("T");
    private final List<ClientEvent> events = new CopyOnWriteArrayList<>();
    private PortageServer server;
    private Proxy proxy;

    @TempDir
    Path data;

    @BeforeEach
    void start() throws IOException {
        ServerSocket socket = Proxy.bind();
        server = PortageServer.start(ServerSetup.onFreePorts(
                data,
                Map.of(
                        "http.enabled",
                        "false",
                        "ws.enabled",
                        "false",
                        "native.advertised-address",
                        "127.0.0.1:" + socket.getLocalPort())));
        proxy = Proxy.listen(socket, server.port("native"));
    }

    @AfterEach
    void stop() throws IOException {
        proxy.close();
        server.close();
    }

    private PortageClient client(long memory) {
        return PortageClient.builder()
                .endpoints("127.0.0.1:" + server.port("namesrv"))
                .requestTimeout(Duration.ofSeconds(20))
                .reconnect(FAST)
                .memoryLimit(memory)
                .onEvent(events::add)
                .open();
    }

    private Message message(String text) {
        return Message.to(topic).text(text).build();
    }

    private Set<String> stored(int count) throws InterruptedException {
        try (PortageClient client = client(1 << 20);
                LogReader reader = client.newLogReader().topic(topic).open()) {
            List<String> texts = new ArrayList<>();
            Map<?, Long> end = reader.endOffsets();
            assertEquals(count, end.values().stream().mapToLong(Long::longValue).sum());
            Waiting.until("all are read", () -> {
                reader.poll(Duration.ofSeconds(1)).forEach(one -> texts.add(one.text()));
                return texts.size() >= count;
            });
            return new TreeSet<>(texts);
        }
    }

    @Test
    void aMessageThatMayOrMayNotBePartOfATransactionLeavesRollingItBackOnly() throws Exception {
        try (PortageClient client = client(1 << 20)) {
            client.newProducer().open().send(message("first"));
            TransactionalProducer sender = client.newProducer()
                    .group("orders")
                    .sendTimeout(Duration.ofSeconds(2))
                    .openTransactional(probe -> Decision.UNKNOWN);
            Transaction transaction = sender.begin();
            transaction.send(message("a"));
            proxy.stall();
            assertThrows(UnknownOutcomeException.class, () -> transaction.send(message("b")));
            proxy.flow();
            assertThrows(TransactionStateException.class, transaction::commit);
            assertThrows(TransactionStateException.class, () -> transaction.send(message("c")));
            transaction.rollback();
            assertEquals(Set.of("first"), stored(1));
        }
    }

    @Test
    void aStalledBrokerCostsTheBudgetAndNoMessageIsLost() throws Exception {
        try (PortageClient client = client(1 << 20)) {
            Producer producer = client.newProducer()
                    .overflow(Overflow.block(Duration.ofMillis(200)))
                    .sendTimeout(Duration.ofSeconds(60))
                    .open();
            producer.send(message("first"));
            proxy.stall();
            List<CompletableFuture<SendReceipt>> sent = new ArrayList<>();
            BackpressureException full = assertThrows(BackpressureException.class, () -> {
                for (int i = 0; i < 1_000_000; i++) {
                    sent.add(producer.sendAsync(
                            Message.to(topic).body(new byte[1_000]).build()));
                }
            });
            assertTrue(full.waited().toMillis() >= 200);
            assertTrue(client.status().bytesInFlight() <= 1 << 20);
            proxy.flow();
            for (CompletableFuture<SendReceipt> one : sent) {
                one.get(60, TimeUnit.SECONDS);
            }
            assertEquals(0, client.status().bytesInFlight());
            assertTrue(sent.size() > 500, "only " + sent.size());
        }
    }

    @Test
    void whatWasSentWhenTheConnectionBrokeIsNotKnownToBeStored() throws Exception {
        try (PortageClient client = client(1 << 20)) {
            Producer producer =
                    client.newProducer().sendTimeout(Duration.ofSeconds(60)).open();
            producer.send(message("first"));
            proxy.stall();
            CompletableFuture<SendReceipt> lost = producer.sendAsync(message("lost"));
            Waiting.until("it is on its way", () -> client.status().bytesInFlight() > 0);
            CompletableFuture<SendReceipt> one = CompletableFuture.supplyAsync(() -> producer.send(message("two")));
            // Both are written at once; then the connection ends.
            assertFalse(new java.util.concurrent.CountDownLatch(1).await(300, TimeUnit.MILLISECONDS));
            proxy.cut();
            proxy.flow();
            ExecutionException failed = assertThrows(ExecutionException.class, () -> lost.get(60, TimeUnit.SECONDS));
            UnknownOutcomeException unknown = assertInstanceOf(UnknownOutcomeException.class, failed.getCause());
            assertEquals(32, unknown.messageId().length());
            assertFalse(unknown.retryable());
            assertThrows(ExecutionException.class, () -> one.get(60, TimeUnit.SECONDS));
            producer.send(message("after"));
        }
    }

    @Test
    void whoSendsAgainLosesNothingWhileConnectionsAreCut() throws Exception {
        Set<String> wanted = new TreeSet<>();
        try (PortageClient client = client(1 << 20)) {
            Producer producer = client.newProducer()
                    .retry(new RetryPolicy(100, Duration.ofMillis(20), UnknownOutcomePolicy.SEND_AGAIN))
                    .sendTimeout(Duration.ofSeconds(60))
                    .open();
            Set<String> got = ConcurrentHashMap.newKeySet();
            producer.send(message("m0"));
            PushConsumer consumer = client.newPushConsumer()
                    .group(Waiting.name("G"))
                    .subscribe(topic, Filter.all())
                    .invisible(Duration.ofSeconds(3))
                    .listener((one, context) -> {
                        got.add(one.text());
                        return ConsumeResult.ack();
                    })
                    .open();
            for (int round = 0; round < 6; round++) {
                List<CompletableFuture<SendReceipt>> sent = new ArrayList<>();
                for (int i = 0; i < 50; i++) {
                    String text = "m" + (round * 50 + i);
                    wanted.add(text);
                    sent.add(producer.sendAsync(message(text)));
                    if (i == 25) {
                        proxy.cut();
                    }
                }
                for (CompletableFuture<SendReceipt> one : sent) {
                    one.get(60, TimeUnit.SECONDS);
                }
            }
            Waiting.until("all have come", () -> got.containsAll(wanted));
            consumer.close();
            assertTrue(proxy.accepted() <= 30, "connected " + proxy.accepted() + " times");
        }
        List<Class<?>> kinds = events.stream().<Class<?>>map(Object::getClass).toList();
        assertTrue(kinds.contains(ClientEvent.Disconnected.class), () -> "" + kinds);
        Map<String, List<ClientEvent>> byEndpoint = events.stream()
                .filter(event -> event instanceof ClientEvent.Connected || event instanceof ClientEvent.Disconnected)
                .collect(Collectors.groupingBy(RoughTimesTest::endpoint));
        byEndpoint.forEach((endpoint, all) -> {
            for (int i = 0; i < all.size(); i++) {
                assertEquals(i % 2 == 0, all.get(i) instanceof ClientEvent.Connected, () -> endpoint + ": " + all);
            }
        });
    }

    private static String endpoint(ClientEvent event) {
        return event instanceof ClientEvent.Connected connected
                ? connected.endpoint()
                : ((ClientEvent.Disconnected) event).endpoint();
    }

    @Test
    void oneWayMessagesAreNotWaitedFor() throws Exception {
        try (PortageClient client = client(1 << 20)) {
            Producer producer = client.newProducer().open();
            producer.send(message("first"));
            proxy.stall();
            producer.sendOneWay(message("one way"));
            assertEquals(0, client.status().bytesInFlight());
            proxy.flow();
        }
        Waiting.until("both are there", () -> {
            try {
                return stored(2).contains("one way");
            } catch (AssertionError notYet) {
                return false;
            } catch (InterruptedException interrupted) {
                throw new IllegalStateException(interrupted);
            }
        });
    }

    @Test
    void aClientThatReachesNobodySaysSo() {
        ConnectionException refused = assertThrows(ConnectionException.class, () -> PortageClient.builder()
                .endpoints("127.0.0.1:1", "localhost:1")
                .startupTimeout(Duration.ofSeconds(5))
                .open());
        assertTrue(refused.retryable());
        assertTrue(refused.getMessage().startsWith("connect at "), refused.getMessage());
    }

    @Test
    void afterItsEndAClientDoesNothingAndNoThreadKeepsTheProcessAlive() throws Exception {
        PortageClient client = client(1 << 20);
        Producer producer = client.newProducer().open();
        producer.send(message("first"));
        client.newPushConsumer()
                .group(Waiting.name("G"))
                .subscribe(topic, Filter.all())
                .listener((one, context) -> ConsumeResult.ack())
                .open();
        client.close();
        client.close();
        int told = events.size();
        assertThrows(ClosedException.class, () -> producer.send(message("late")));
        assertInstanceOf(ClientEvent.Closed.class, events.get(events.size() - 1));
        assertEquals(told, events.size());
        List<String> alive = Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().startsWith("portage-c")
                        || thread.getName().startsWith("portage-listener"))
                .filter(thread -> !thread.isDaemon())
                .map(Thread::getName)
                .toList();
        assertEquals(List.of(), alive);
    }

    @Test
    void aListenerMayCloseItsConsumer() throws Exception {
        try (PortageClient client = client(1 << 20)) {
            client.newProducer().open().send(message("first"));
            CompletableFuture<ReceivedMessage> closed = new CompletableFuture<>();
            CompletableFuture<PushConsumer> own = new CompletableFuture<>();
            own.complete(client.newPushConsumer()
                    .group(Waiting.name("G"))
                    .subscribe(topic, Filter.all())
                    .listener((one, context) -> {
                        own.get(60, TimeUnit.SECONDS).close();
                        assertTrue(context.isClosing());
                        closed.complete(one);
                        return ConsumeResult.ack();
                    })
                    .open());
            assertEquals("first", closed.get(60, TimeUnit.SECONDS).text());
        }
    }
}
