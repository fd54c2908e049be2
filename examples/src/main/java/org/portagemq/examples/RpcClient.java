// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.examples;

import com.rabbitmq.client.AMQP;
import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import java.nio.charset.StandardCharsets;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/**
 * Asks {@link RpcServer} for a Fibonacci number. The reply comes straight back to the channel that asked, without a queue
 * for replies. Arguments: URI, which number.
 */
public final class RpcClient {

    private static final String REPLY_TO = "amq.rabbitmq.reply-to";

    private RpcClient() {}

    public static void main(String[] arguments) throws Exception {
        int index = Broker.number(arguments, 1, 30);
        try (Connection connection = Broker.connect(arguments);
                Channel channel = connection.createChannel()) {
            channel.queueDeclare(RpcServer.QUEUE, false, false, false, null);
            String correlation = UUID.randomUUID().toString();
            CompletableFuture<String> reply = new CompletableFuture<>();
            channel.basicConsume(
                    REPLY_TO,
                    true,
                    (tag, delivery) -> {
                        if (correlation.equals(delivery.getProperties().getCorrelationId())) {
                            reply.complete(new String(delivery.getBody(), StandardCharsets.UTF_8));
                        }
                    },
                    tag -> {});

            AMQP.BasicProperties properties = new AMQP.BasicProperties.Builder()
                    .correlationId(correlation)
                    .replyTo(REPLY_TO)
                    .build();
            byte[] request = Integer.toString(index).getBytes(StandardCharsets.UTF_8);
            channel.basicPublish("", RpcServer.QUEUE, properties, request);

            System.out.println("Fibonacci number " + index + " is " + reply.get(60, TimeUnit.SECONDS));
        }
    }
}
