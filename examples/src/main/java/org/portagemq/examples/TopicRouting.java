// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.examples;

import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Lets subscribers choose messages by patterns of their routing keys. Argument: URI. */
public final class TopicRouting {

    private static final String EXCHANGE = "examples.events";
    private static final List<String> KEYS = List.of("order.created.eu", "order.paid.us", "stock.low.eu");

    /** A pattern, and how many of the keys it matches. */
    private static final Map<String, Integer> PATTERNS = Map.of("order.*.*", 2, "#.eu", 2, "#", 3);

    private TopicRouting() {}

    public static void main(String[] arguments) throws Exception {
        try (Connection connection = Broker.connect(arguments);
                Channel channel = connection.createChannel()) {
            channel.exchangeDeclare(EXCHANGE, "topic", true);
            CountDownLatch left = new CountDownLatch(
                    PATTERNS.values().stream().mapToInt(Integer::intValue).sum());
            Map<String, String> received = new ConcurrentHashMap<>();
            for (String pattern : PATTERNS.keySet()) {
                String queue = channel.queueDeclare().getQueue();
                channel.queueBind(queue, EXCHANGE, pattern);
                channel.basicConsume(
                        queue,
                        true,
                        (tag, delivery) -> {
                            received.merge(pattern, delivery.getEnvelope().getRoutingKey(), (a, b) -> a + ", " + b);
                            left.countDown();
                        },
                        tag -> {});
            }

            for (String key : KEYS) {
                channel.basicPublish(EXCHANGE, key, null, key.getBytes(StandardCharsets.UTF_8));
            }
            if (!left.await(60, TimeUnit.SECONDS)) {
                throw new IllegalStateException("only these came within a minute: " + received);
            }
            new TreeMap<>(received).forEach((pattern, keys) -> System.out.println(pattern + " got " + keys));
        }
    }
}
