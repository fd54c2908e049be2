// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.interop.rocketmq;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.apache.rocketmq.client.consumer.DefaultLitePullConsumer;
import org.apache.rocketmq.client.consumer.DefaultMQPushConsumer;
import org.apache.rocketmq.client.consumer.listener.ConsumeConcurrentlyStatus;
import org.apache.rocketmq.client.consumer.listener.MessageListenerConcurrently;
import org.apache.rocketmq.client.producer.DefaultMQProducer;
import org.apache.rocketmq.client.producer.TransactionMQProducer;
import org.apache.rocketmq.common.consumer.ConsumeFromWhere;
import org.apache.rocketmq.common.message.Message;
import org.apache.rocketmq.common.message.MessageExt;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.portagemq.server.PortageServer;
import org.portagemq.server.ServerSetup;

/**
 * A server on free ports over a temporary data folder for the tests of one class, and clients of it as Apache RocketMQ
 * distributes them. Clients that a test made are shut down after it.
 */
final class RocketExtension implements BeforeAllCallback, AfterEachCallback, AfterAllCallback {

    /** The client itself tries some things again only after 30 s, on a busy machine. */
    static final long PATIENCE_MS = 60_000;

    /** The client keeps files of its own by names of groups: they differ from those of an earlier run. */
    private static final AtomicInteger NAMES =
            new AtomicInteger((int) (System.currentTimeMillis() / 1_000 % 1_000_000) * 1_000);

    // How often the client shares queues out: what it does by itself only after a second, or after twenty.
    static {
        System.setProperty("rocketmq.client.rebalance.minInterval", "100");
        System.setProperty("rocketmq.client.rebalance.waitInterval", "2000");
    }

    private final Supplier<Map<String, String>> wanted;
    private final List<Runnable> endings = new ArrayList<>();
    private final Map<String, String> settings = new LinkedHashMap<>();
    private Path data;
    private PortageServer server;

    RocketExtension() {
        this(Map.of());
    }

    RocketExtension(Map<String, String> settings) {
        this(() -> settings);
    }

    /** With settings that are known when the server starts. */
    RocketExtension(Supplier<Map<String, String>> settings) {
        this.wanted = settings;
    }

    @Override
    public void beforeAll(ExtensionContext context) throws IOException {
        // Only what these tests use listens.
        for (String listener : List.of("http", "ws")) {
            settings.put(listener + ".enabled", "false");
        }
        settings.putAll(wanted.get());
        data = Files.createTempDirectory("portage-rocketmq");
        server = PortageServer.start(ServerSetup.onFreePorts(data, settings));
    }

    @Override
    public void afterEach(ExtensionContext context) {
        endings.forEach(Runnable::run);
        endings.clear();
    }

    @Override
    public void afterAll(ExtensionContext context) throws IOException {
        if (server != null) {
            server.close();
            server = null;
        }
        try (Stream<Path> files = Files.walk(data)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        }
    }

    /** Ends the server and starts it again over the same data, on other ports. */
    void restart() throws IOException {
        server.close();
        server = PortageServer.start(ServerSetup.onFreePorts(data, settings));
    }

    PortageServer server() {
        return server;
    }

    String nameServer() {
        return "127.0.0.1:" + server.port("namesrv");
    }

    String broker() {
        return "127.0.0.1:" + server.port("native");
    }

    /** A name that no other test uses. */
    static String name(String prefix) {
        return prefix + "-" + NAMES.incrementAndGet();
    }

    static Message message(String topic, String tag, String text) {
        return new Message(topic, tag, text.getBytes(StandardCharsets.UTF_8));
    }

    static String text(Message message) {
        return new String(message.getBody(), StandardCharsets.UTF_8);
    }

    void atEnd(Runnable ending) {
        endings.add(ending);
    }

    DefaultMQProducer producer() throws Exception {
        return producer(nameServer());
    }

    /** One that asks other name servers. */
    DefaultMQProducer producer(String nameServers) throws Exception {
        DefaultMQProducer producer = new DefaultMQProducer(name("producers"));
        start(producer, nameServers);
        return producer;
    }

    void start(DefaultMQProducer producer) throws Exception {
        start(producer, nameServer());
    }

    private void start(DefaultMQProducer producer, String nameServers) throws Exception {
        producer.setNamesrvAddr(nameServers);
        producer.setInstanceName(name("instance"));
        producer.setSendMsgTimeout((int) PATIENCE_MS);
        producer.start();
        endings.add(producer::shutdown);
    }

    TransactionMQProducer transactionProducer() {
        return new TransactionMQProducer(name("producers"));
    }

    DefaultMQPushConsumer consumer(String group) {
        DefaultMQPushConsumer consumer = new DefaultMQPushConsumer(group);
        consumer.setNamesrvAddr(nameServer());
        consumer.setInstanceName(name("instance"));
        consumer.setConsumeFromWhere(ConsumeFromWhere.CONSUME_FROM_FIRST_OFFSET);
        endings.add(consumer::shutdown);
        return consumer;
    }

    DefaultLitePullConsumer litePull(String group) {
        DefaultLitePullConsumer consumer = new DefaultLitePullConsumer(group);
        consumer.setNamesrvAddr(nameServer());
        consumer.setInstanceName(name("instance"));
        consumer.setConsumeFromWhere(ConsumeFromWhere.CONSUME_FROM_FIRST_OFFSET);
        endings.add(consumer::shutdown);
        return consumer;
    }

    /** Tells the broker how far the consumer is, which it does by itself ten seconds after its start for the first time. */
    @SuppressWarnings("deprecation") // The client has no other way.
    static void commit(DefaultMQPushConsumer consumer) {
        consumer.getDefaultMQPushConsumerImpl().persistConsumerOffset();
    }

    /** Starts it, with a listener that takes every message. */
    static BlockingQueue<MessageExt> collect(DefaultMQPushConsumer consumer) throws Exception {
        BlockingQueue<MessageExt> all = new LinkedBlockingQueue<>();
        consumer.registerMessageListener((MessageListenerConcurrently) (messages, context) -> {
            all.addAll(messages);
            return ConsumeConcurrentlyStatus.CONSUME_SUCCESS;
        });
        consumer.start();
        return all;
    }

    static MessageExt next(BlockingQueue<MessageExt> queue) throws InterruptedException {
        MessageExt message = queue.poll(PATIENCE_MS, TimeUnit.MILLISECONDS);
        if (message == null) {
            throw new AssertionError("no message came");
        }
        return message;
    }

    /** The texts of so many messages, in any order. */
    static Set<String> texts(BlockingQueue<MessageExt> queue, int count) throws InterruptedException {
        Set<String> texts = new java.util.TreeSet<>();
        for (int i = 0; i < count; i++) {
            texts.add(text(next(queue)));
        }
        return texts;
    }

    static void eventually(String what, BooleanSupplier until) throws InterruptedException {
        long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(PATIENCE_MS);
        BlockingQueue<Object> pause = new LinkedBlockingQueue<>();
        while (!until.getAsBoolean()) {
            if (System.nanoTime() > end) {
                throw new AssertionError("never so: " + what);
            }
            pause.poll(20, TimeUnit.MILLISECONDS);
        }
    }
}
