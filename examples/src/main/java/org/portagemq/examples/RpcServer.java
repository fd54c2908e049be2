// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.examples;

import com.rabbitmq.client.AMQP;
import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import com.rabbitmq.client.Delivery;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CountDownLatch;

/**
 * Answers requests for Fibonacci numbers, each to the address that it names. Arguments: URI, number of requests after which
 * it ends.
 */
public final class RpcServer {

    static final String QUEUE = "examples.rpc";

    private RpcServer() {}

    public static void main(String[] arguments) throws Exception {
        int requests = Broker.number(arguments, 1, Integer.MAX_VALUE);
        try (Connection connection = Broker.connect(arguments);
                Channel channel = connection.createChannel()) {
            channel.queueDeclare(QUEUE, false, false, false, null);
            channel.basicQos(1);
            CountDownLatch left = new CountDownLatch(requests);
            channel.basicConsume(
                    QUEUE,
                    false,
                    (tag, request) -> {
                        answer(channel, request);
                        left.countDown();
                    },
                    tag -> {});
            left.await();
        }
    }

    private static void answer(Channel channel, Delivery request) throws IOException {
        String text = new String(request.getBody(), StandardCharsets.UTF_8);
        AMQP.BasicProperties properties = new AMQP.BasicProperties.Builder()
                .correlationId(request.getProperties().getCorrelationId())
                .build();
        byte[] reply = Long.toString(fibonacci(Integer.parseInt(text))).getBytes(StandardCharsets.UTF_8);
        channel.basicPublish("", request.getProperties().getReplyTo(), properties, reply);
        // Only now: a server that fails before leaves the request to another one.
        channel.basicAck(request.getEnvelope().getDeliveryTag(), false);
    }

    private static long fibonacci(int index) {
        long current = 0;
        long next = 1;
        for (int i = 0; i < index; i++) {
            long sum = current + next;
            current = next;
            next = sum;
        }
        return current;
    }
}
