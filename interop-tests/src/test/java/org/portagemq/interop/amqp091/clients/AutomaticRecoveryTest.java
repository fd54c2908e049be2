// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.interop.amqp091.clients;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.portagemq.interop.amqp091.Eventually.await;
import static org.portagemq.interop.amqp091.Eventually.eventually;

import com.rabbitmq.client.AMQP;
import com.rabbitmq.client.Address;
import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import com.rabbitmq.client.ConnectionFactory;
import com.rabbitmq.client.MessageProperties;
import com.rabbitmq.client.Recoverable;
import com.rabbitmq.client.RecoveryListener;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.portagemq.interop.amqp091.BrokerExtension;

/** The automatic recovery of RabbitMQ's Java client: the broker restarts, and the application does not notice. */
class AutomaticRecoveryTest {

    @RegisterExtension
    static final BrokerExtension BROKER = new BrokerExtension();

    /** A connection that looks up the broker's port each time, as one would look up a name. */
    private static Connection recovering() throws Exception {
        ConnectionFactory factory = BROKER.factory();
        factory.setAutomaticRecoveryEnabled(true);
        factory.setTopologyRecoveryEnabled(true);
        factory.setNetworkRecoveryInterval(50);
        return factory.newConnection(() -> List.of(new Address("127.0.0.1", BROKER.port())));
    }

    private static CountDownLatch recovered(Connection connection) {
        CountDownLatch done = new CountDownLatch(1);
        ((Recoverable) connection).addRecoveryListener(new RecoveryListener() {
            @Override
            public void handleRecovery(Recoverable recoverable) {
                done.countDown();
            }

            @Override
            public void handleRecoveryStarted(Recoverable recoverable) {
                // Only its end is waited for.
            }
        });
        return done;
    }

    @Test
    @Tag("amqp091.clients.java")
    void consumersGoOnAfterARestartOfTheBroker() throws Exception {
        try (Connection connection = recovering()) {
            Channel channel = connection.createChannel();
            String durable = BrokerExtension.name("durable");
            channel.queueDeclare(durable, true, false, false, Map.of());
            channel.exchangeDeclare("recovered", "topic", false, true, Map.of());
            String named = channel.queueDeclare().getQueue();
            channel.queueBind(named, "recovered", "a.*");
            channel.basicQos(10);
            BlockingQueue<String> got = new LinkedBlockingQueue<>();
            for (String queue : List.of(durable, named)) {
                channel.basicConsume(
                        queue,
                        false,
                        (tag, delivery) -> {
                            channel.basicAck(delivery.getEnvelope().getDeliveryTag(), false);
                            got.add(new String(delivery.getBody(), StandardCharsets.UTF_8));
                        },
                        tag -> {});
            }
            CountDownLatch recovery = recovered(connection);

            BROKER.restart();
            await(recovery, "recovery");
            channel.basicPublish("", durable, null, "to the durable one".getBytes(StandardCharsets.UTF_8));
            assertEquals("to the durable one", got.poll(20, TimeUnit.SECONDS));
            channel.basicPublish("recovered", "a.b", null, "through the binding".getBytes(StandardCharsets.UTF_8));
            assertEquals("through the binding", got.poll(20, TimeUnit.SECONDS));
        }
    }

    @Test
    @Tag("amqp091.clients.java")
    void confirmedMessagesAreThereAfterTheRestart() throws Exception {
        try (Connection connection = recovering()) {
            Channel channel = connection.createChannel();
            String queue = BrokerExtension.name("confirmed");
            channel.queueDeclare(queue, true, false, false, Map.of());
            channel.confirmSelect();
            for (int i = 0; i < 100; i++) {
                channel.basicPublish("", queue, MessageProperties.PERSISTENT_BASIC, new byte[] {(byte) i});
            }
            channel.waitForConfirmsOrDie(BrokerExtension.PATIENCE_MS);
            CountDownLatch recovery = recovered(connection);

            BROKER.restart();
            await(recovery, "recovery");

            assertEquals(100, channel.messageCount(queue));
            channel.basicPublish("", queue, MessageProperties.PERSISTENT_BASIC, new byte[1]);
            assertTrue(channel.waitForConfirms(BrokerExtension.PATIENCE_MS), "confirms go on");
        }
    }

    @Test
    @Tag("amqp091.clients.java")
    void unacknowledgedMessagesComeAgainMarked() throws Exception {
        try (Connection connection = recovering()) {
            Channel channel = connection.createChannel();
            String queue = BrokerExtension.name("unacked");
            channel.queueDeclare(queue, true, false, false, Map.of());
            channel.basicPublish("", queue, MessageProperties.PERSISTENT_BASIC, new byte[1]);
            BlockingQueue<Boolean> redelivered = new LinkedBlockingQueue<>();
            channel.basicConsume(
                    queue,
                    false,
                    (tag, delivery) -> redelivered.add(delivery.getEnvelope().isRedeliver()),
                    tag -> {});
            assertEquals(false, redelivered.poll(20, TimeUnit.SECONDS));
            CountDownLatch recovery = recovered(connection);

            BROKER.restart();
            await(recovery, "recovery");

            assertEquals(true, redelivered.poll(20, TimeUnit.SECONDS));
            AMQP.Queue.DeclareOk state = channel.queueDeclarePassive(queue);
            eventually("the consumer is back", () -> state.getConsumerCount() == 1);
        }
    }
}
