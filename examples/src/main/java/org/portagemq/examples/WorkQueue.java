// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.examples;

import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import com.rabbitmq.client.MessageProperties;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Shares tasks among workers: each gets one at a time, and the next one when it has acknowledged the last. Arguments: URI,
 * number of tasks, number of workers.
 */
public final class WorkQueue {

    private static final String QUEUE = "examples.tasks";

    private WorkQueue() {}

    public static void main(String[] arguments) throws Exception {
        int tasks = Broker.number(arguments, 1, 100);
        int workers = Broker.number(arguments, 2, 4);
        try (Connection connection = Broker.connect(arguments);
                Channel channel = connection.createChannel()) {
            channel.queueDeclare(QUEUE, true, false, false, null);
            CountDownLatch left = new CountDownLatch(tasks);
            Map<String, Integer> done = new ConcurrentHashMap<>();
            for (int i = 1; i <= workers; i++) {
                startWorker(connection.createChannel(), "worker " + i, done, left);
            }

            for (int i = 0; i < tasks; i++) {
                byte[] task = ("task " + i).getBytes(StandardCharsets.UTF_8);
                channel.basicPublish("", QUEUE, MessageProperties.PERSISTENT_TEXT_PLAIN, task);
            }
            if (!left.await(60, TimeUnit.SECONDS)) {
                throw new IllegalStateException(left.getCount() + " tasks are not done after a minute");
            }
            new TreeMap<>(done).forEach((worker, count) -> System.out.println(worker + " did " + count));
        }
    }

    private static void startWorker(Channel channel, String name, Map<String, Integer> done, CountDownLatch left)
            throws Exception {
        channel.basicQos(1);
        channel.basicConsume(
                QUEUE,
                false,
                (tag, delivery) -> {
                    done.merge(name, 1, Integer::sum);
                    channel.basicAck(delivery.getEnvelope().getDeliveryTag(), false);
                    left.countDown();
                },
                tag -> {});
    }
}
