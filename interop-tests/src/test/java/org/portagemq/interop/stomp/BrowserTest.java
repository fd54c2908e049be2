// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.interop.stomp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.rabbitmq.client.AMQP;
import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Delivery;
import java.io.IOException;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.portagemq.interop.amqp091.BrokerExtension;
import org.portagemq.interop.amqp091.clients.ClientProcess;

/** A page with @stomp/stompjs in Chromium. */
class BrowserTest {

    private static final Path CHROMIUM = Path.of("/usr/bin/chromium");
    private static final Path NODE = Path.of("/usr/bin/node");
    private static final Path FOLDER = ClientProcess.clients("node");
    private static final long PATIENCE_SECONDS = 60;

    private static final int PAGE_PORT = freePort();

    /** The page finds the server again on the same port. */
    @RegisterExtension
    static final BrokerExtension BROKER = new BrokerExtension(Map.of(
            "ws.port",
            Integer.toString(freePort()),
            "ws.origins",
            "http://127.0.0.1:" + PAGE_PORT,
            "stomp.heartbeat",
            "1s"));

    private static int freePort() {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        } catch (IOException none) {
            throw new IllegalStateException(none);
        }
    }

    private static ClientProcess page(String scenario) {
        assumeTrue(Files.isExecutable(CHROMIUM), "chromium is not installed: run scripts/test-tools");
        assumeTrue(
                Files.isDirectory(FOLDER.resolve("node_modules/@stomp/stompjs")),
                "@stomp/stompjs is not installed: run scripts/test-tools");
        return ClientProcess.of(
                        NODE,
                        "browser.js",
                        CHROMIUM.toString(),
                        Integer.toString(BROKER.server().port("ws")),
                        scenario,
                        Integer.toString(PAGE_PORT))
                .in(FOLDER);
    }

    private static CompletableFuture<Void> open(String scenario) {
        ClientProcess page = page(scenario);
        return CompletableFuture.runAsync(() -> {
            try {
                page.run().succeeded();
            } catch (IOException | InterruptedException failed) {
                throw new IllegalStateException(failed);
            }
        });
    }

    private static BlockingQueue<Delivery> consume(Channel channel, String queue) throws IOException {
        BlockingQueue<Delivery> deliveries = new LinkedBlockingQueue<>();
        channel.basicConsume(queue, true, (tag, delivery) -> deliveries.add(delivery), tag -> {});
        return deliveries;
    }

    private static String next(BlockingQueue<Delivery> deliveries) throws InterruptedException {
        Delivery delivery = deliveries.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
        assertNotNull(delivery, "nothing arrived");
        return new String(delivery.getBody(), StandardCharsets.UTF_8);
    }

    @ParameterizedTest
    @ValueSource(strings = {"sendsAndReceives", "transacts"})
    void aPageWorks(String scenario) throws Exception {
        page(scenario).run().succeeded();
    }

    @Test
    void aPageSeesWhatAmqpPublishesAndAnswers() throws Exception {
        Channel channel = BROKER.channel();
        channel.queueDeclare("page.ready", true, false, false, Map.of());
        BlockingQueue<Delivery> ready = consume(channel, "page.ready");
        BlockingQueue<Delivery> answers = consume(channel, "amq.rabbitmq.reply-to");
        CompletableFuture<Void> page = open("answersAmqp");
        assertEquals("ready", next(ready));
        for (int i = 0; i < 10; i++) {
            AMQP.BasicProperties properties = new AMQP.BasicProperties.Builder()
                    .replyTo("amq.rabbitmq.reply-to")
                    .correlationId("c" + i)
                    .build();
            channel.basicPublish(
                    "amq.topic", "questions.q", properties, ("question " + i).getBytes(StandardCharsets.UTF_8));
            assertEquals("question " + i + ", answered", next(answers));
        }
        channel.basicPublish("", "page.stop", null, new byte[0]);
        page.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
    }

    @Test
    void aPageConnectsAgainAfterARestart() throws Exception {
        Channel channel = BROKER.channel();
        channel.queueDeclare("page.ready", true, false, false, Map.of());
        BlockingQueue<Delivery> ready = consume(channel, "page.ready");
        CompletableFuture<Void> page = open("reconnectsAfterARestart");
        assertEquals("1", next(ready));
        BROKER.restart();
        Channel after = BROKER.channel();
        assertEquals("2", next(consume(after, "page.ready")));
        after.basicPublish("amq.topic", "page.news", null, "after".getBytes(StandardCharsets.UTF_8));
        page.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
    }
}
