// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.interop.amqp091;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.portagemq.interop.amqp091.Eventually.await;

import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import com.rabbitmq.client.MessageProperties;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A broker whose disk is always too full for messages: publishers are held and told so, all else goes on. */
class FlowControlTest {

    @RegisterExtension
    static final BrokerExtension BROKER = new BrokerExtension(Map.of("store.disk-free-limit", "1024TiB"));

    @Test
    @Tag("amqp091.connection.blocked")
    void publisherIsToldThatItIsBlockedAndOthersWork() throws Exception {
        Connection publishing = BROKER.connect();
        CountDownLatch blocked = new CountDownLatch(1);
        AtomicReference<String> why = new AtomicReference<>();
        publishing.addBlockedListener(
                reason -> {
                    why.set(reason);
                    blocked.countDown();
                },
                () -> {});
        Channel channel = publishing.createChannel();
        String queue = BrokerExtension.name("held");
        Channel other = BROKER.channel();
        other.queueDeclare(queue, true, false, false, null);

        channel.basicPublish("", queue, MessageProperties.PERSISTENT_BASIC, new byte[1]);

        await(blocked, "connection.blocked");
        assertTrue(why.get().contains("disk"), why.get());
        assertEquals(0, other.messageCount(queue));
        other.basicConsume(queue, (tag, delivery) -> {}, tag -> {});
        other.queueDelete(queue);
    }
}
