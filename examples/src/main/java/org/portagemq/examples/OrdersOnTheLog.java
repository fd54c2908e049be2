// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.examples;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.portagemq.client.PortageClient;
import org.portagemq.client.consume.Order;
import org.portagemq.client.consume.PushConsumer;
import org.portagemq.client.message.ConsumeResult;
import org.portagemq.client.message.Filter;
import org.portagemq.client.message.Message;
import org.portagemq.client.message.QueueRef;
import org.portagemq.client.produce.Producer;
import org.portagemq.client.read.LogReader;

/**
 * Sends orders of some customers, works on them in the order of each customer, and reads all of them again afterwards, with this
 * project's own client. Arguments: HOST:PORT of the name server, number of orders.
 */
public final class OrdersOnTheLog {

    private static final String TOPIC = "examples-orders";
    private static final int CUSTOMERS = 4;

    private OrdersOnTheLog() {}

    public static void main(String[] arguments) throws InterruptedException {
        String address = arguments.length > 0 ? arguments[0] : "localhost:9876";
        int orders = Broker.number(arguments, 1, 100);
        try (PortageClient client = PortageClient.connect(address)) {
            send(client, orders);
            workOn(client, orders);
            System.out.println(readAgain(client) + " orders are on the log");
        }
    }

    private static void send(PortageClient client, int orders) {
        try (Producer producer = client.newProducer().open()) {
            List<Message> messages = new ArrayList<>();
            for (int i = 0; i < orders; i++) {
                messages.add(Message.to(TOPIC)
                        .key("order-" + i)
                        .orderingKey("customer-" + i % CUSTOMERS)
                        .text("order " + i)
                        .build());
            }
            if (!producer.sendBatch(messages).isComplete()) {
                throw new IllegalStateException("not all orders are stored");
            }
        }
    }

    private static void workOn(PortageClient client, int orders) throws InterruptedException {
        CountDownLatch left = new CountDownLatch(orders);
        try (PushConsumer consumer = client.newPushConsumer()
                .group("examples-billing")
                .subscribe(TOPIC, Filter.all())
                .order(Order.BY_KEY)
                .listener((message, context) -> {
                    left.countDown();
                    return ConsumeResult.ack();
                })
                .open()) {
            if (!left.await(60, TimeUnit.SECONDS)) {
                throw new IllegalStateException(left.getCount() + " orders are not done after a minute");
            }
            System.out.println("worked on " + consumer.stats().acknowledged() + " orders");
        }
    }

    private static int readAgain(PortageClient client) {
        int count = 0;
        try (LogReader log = client.newLogReader().topic(TOPIC).open()) {
            Map<QueueRef, Long> end = log.endOffsets();
            while (!log.reached(end)) {
                count += log.poll(Duration.ofSeconds(1)).size();
            }
        }
        return count;
    }
}
