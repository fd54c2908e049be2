// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.interop.amqp091;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.portagemq.interop.amqp091.Eventually.closed;
import static org.portagemq.interop.amqp091.Eventually.eventually;
import static org.portagemq.interop.amqp091.Eventually.refused;

import com.rabbitmq.client.AMQP;
import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import com.rabbitmq.client.ConnectionFactory;
import com.rabbitmq.client.DefaultConsumer;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class LimitTest {

    @RegisterExtension
    static final BrokerExtension BROKER = new BrokerExtension(Map.of(
            "limits.message-bytes", "1MiB",
            "amqp.channel-max", "3",
            "amqp.max-consumers", "4",
            "amqp.max-unacked", "20",
            "amqp.max-waiting", "10",
            "amqp.heartbeat", "7s",
            "amqp.frame-max", "16KiB"));

    @Test
    @Tag("amqp091.connection.tune")
    void offersOfTheServerAreItsSettings() throws Exception {
        Connection connection = BROKER.connect();

        assertEquals(3, connection.getChannelMax());
        assertEquals(16 * 1024, connection.getFrameMax());
        assertEquals(7, connection.getHeartbeat());
    }

    @Test
    @Tag("amqp091.wire.body-limit")
    void messageAboveTheLimitClosesTheChannelAndOneAtTheLimitDoesNot() throws Exception {
        Channel channel = BROKER.channel();
        String queue = channel.queueDeclare().getQueue();
        channel.confirmSelect();
        channel.basicPublish("", queue, null, new byte[1 << 20]);
        channel.waitForConfirmsOrDie(BrokerExtension.PATIENCE_MS);

        channel.basicPublish("", queue, null, new byte[(1 << 20) + 1]);

        closed(406, "PRECONDITION_FAILED - message size 1048577 is larger than configured max size 1048576", channel);
    }

    @Test
    @Tag("amqp091.channel.open")
    void channelsAboveTheMaximumAreNotOpened() throws Exception {
        Connection connection = BROKER.connect();
        for (int i = 0; i < 3; i++) {
            connection.createChannel();
        }

        assertNull(connection.createChannel());
    }

    @Test
    @Tag("amqp091.basic.consume")
    void consumersOfAChannelAreLimited() throws Exception {
        Channel channel = BROKER.channel();
        String queue = channel.queueDeclare().getQueue();
        for (int i = 0; i < 4; i++) {
            channel.basicConsume(queue, new DefaultConsumer(channel));
        }

        refused(
                530,
                "more than 4 consumers on one channel",
                () -> channel.basicConsume(queue, new DefaultConsumer(channel)));
    }

    @Test
    void unacknowledgedMessagesAreCappedWithoutPrefetch() throws Exception {
        Channel channel = BROKER.channel();
        String queue = channel.queueDeclare(BrokerExtension.name("cap"), true, false, false, null)
                .getQueue();
        channel.confirmSelect();
        for (int i = 0; i < 50; i++) {
            channel.basicPublish("", queue, null, new byte[1]);
        }
        channel.waitForConfirmsOrDie(BrokerExtension.PATIENCE_MS);
        Channel consuming = BROKER.channel();
        AtomicInteger received = new AtomicInteger();
        consuming.basicConsume(queue, false, (tag, delivery) -> received.incrementAndGet(), tag -> {});

        eventually("20 are out", () -> received.get() == 20);
        assertEquals(30, channel.messageCount(queue));
        consuming.basicAck(0, true);
        eventually("20 more are out", () -> received.get() == 40);
    }

    @Test
    void moreWaitingRequestsThanAllowedAreJustReadLater() throws Exception {
        Channel channel = BROKER.channel();
        String prefix = BrokerExtension.name("waiting");

        for (int i = 0; i < 300; i++) {
            channel.queueDeclareNoWait(prefix + i, true, false, false, null);
            channel.basicPublish("", prefix + i, null, new byte[1]);
        }

        assertEquals(1, channel.queueDeclarePassive(prefix + 299).getMessageCount());
        assertEquals(1, channel.queueDeclarePassive(prefix + 0).getMessageCount());
    }

    @Test
    @Tag("amqp091.wire.table-limits")
    void tooManyHeadersCloseTheConnection() throws Exception {
        ConnectionFactory factory = BROKER.factory();
        Connection connection = BROKER.connect(factory);
        Channel channel = connection.createChannel();
        Map<String, Object> headers = new HashMap<>();
        for (int i = 0; i < 1_100; i++) {
            headers.put("h" + i, true);
        }

        channel.basicPublish(
                "", "q", new AMQP.BasicProperties.Builder().headers(headers).build(), new byte[1]);

        closed(502, "more than 1024 entries", connection);
        assertFalse(channel.isOpen());
    }

    @Test
    void nameOfAQueueHasAtMost255Bytes() throws Exception {
        String longest = "n".repeat(255);

        Channel channel = BROKER.channel();

        assertEquals(
                longest, channel.queueDeclare(longest, false, true, false, null).getQueue());
    }
}
