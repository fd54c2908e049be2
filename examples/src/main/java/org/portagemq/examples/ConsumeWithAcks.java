// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.examples;

import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Consumes what {@link PublishWithConfirms} published. A message is acknowledged when it is done with, so that it comes
 * again when the program dies before. Arguments: URI, number of messages to wait for.
 */
public final class ConsumeWithAcks {

    private static final String QUEUE = "examples.confirmed";

    private ConsumeWithAcks() {}

    public static void main(String[] arguments) throws Exception {
        int messages = Broker.number(arguments, 1, 1_000);
        try (Connection connection = Broker.connect(arguments);
                Channel channel = connection.createChannel()) {
            channel.queueDeclare(QUEUE, true, false, false, null);
            channel.basicQos(100);
            CountDownLatch left = new CountDownLatch(messages);
            channel.basicConsume(
                    QUEUE,
                    false,
                    (tag, delivery) -> {
                        String text = new String(delivery.getBody(), StandardCharsets.UTF_8);
                        System.out.println(text);
                        channel.basicAck(delivery.getEnvelope().getDeliveryTag(), false);
                        left.countDown();
                    },
                    tag -> System.err.println("the queue is gone"));
            if (!left.await(60, TimeUnit.SECONDS)) {
                throw new IllegalStateException(left.getCount() + " messages did not come within a minute");
            }
        }
    }
}
