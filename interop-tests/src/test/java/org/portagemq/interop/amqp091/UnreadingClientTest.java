// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.interop.amqp091;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.portagemq.interop.amqp091.Eventually.await;
import static org.portagemq.interop.amqp091.Eventually.eventually;

import com.rabbitmq.client.Channel;
import com.rabbitmq.client.MessageProperties;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A client that does not read what it asked for costs the others nothing. */
class UnreadingClientTest {

    @RegisterExtension
    static final BrokerExtension BROKER = new BrokerExtension();

    private static final int MESSAGES = 10_000;

    @Test
    @Tag("amqp091.connection.never-reading")
    void othersGetTheirMessagesAndInTheEndThoseOfTheUnreadingOne() throws Exception {
        Channel channel = BROKER.channel();
        channel.confirmSelect();
        channel.queueDeclare("unread", true, false, false, null);
        fill(channel, "unread");
        AtomicInteger others = new AtomicInteger();
        try (Socket unreading = BROKER.socket()) {
            unreading.setReceiveBufferSize(8 * 1024);
            RawFrames.connect(unreading, 0);
            unreading.getOutputStream().write(RawFrames.consume("unread"));
            eventually("the unreading one has its consumer", () -> channel.consumerCount("unread") == 1);

            String queue =
                    channel.queueDeclare("read", true, false, false, null).getQueue();
            CountDownLatch done = new CountDownLatch(MESSAGES);
            BROKER.channel().basicConsume(queue, true, (tag, delivery) -> done.countDown(), tag -> {});
            fill(channel, queue);
            await(done, "all messages of another queue");
            Channel sharing = BROKER.channel();
            sharing.basicQos(100);
            sharing.basicConsume(
                    "unread",
                    false,
                    (tag, delivery) -> {
                        others.incrementAndGet();
                        sharing.basicAck(delivery.getEnvelope().getDeliveryTag(), false);
                    },
                    tag -> {});
            eventually("another consumer of the same queue goes on", () -> others.get() > MESSAGES / 4);
        }

        eventually("all that was not read comes back", () -> others.get() == MESSAGES);
        assertEquals(0, channel.messageCount("unread"));
    }

    @Test
    void slowReaderGetsEverythingInOrder() throws Exception {
        Channel channel = BROKER.channel();
        channel.confirmSelect();
        channel.queueDeclare("slow", true, false, false, null);
        for (int i = 0; i < MESSAGES; i++) {
            byte[] body = ByteBuffer.allocate(3_000).putInt(i).array();
            channel.basicPublish("", "slow", MessageProperties.MINIMAL_PERSISTENT_BASIC, body);
        }
        channel.waitForConfirmsOrDie(BrokerExtension.PATIENCE_MS);
        AtomicInteger expected = new AtomicInteger();
        AtomicInteger misplaced = new AtomicInteger();

        BROKER.channel()
                .basicConsume(
                        "slow",
                        true,
                        (tag, delivery) -> {
                            // Slower than the server sends, so that its socket fills and empties all the time.
                            LockSupport.parkNanos(10_000);
                            if (ByteBuffer.wrap(delivery.getBody()).getInt() != expected.getAndIncrement()) {
                                misplaced.incrementAndGet();
                            }
                        },
                        tag -> {});

        eventually("all came", () -> expected.get() == MESSAGES);
        assertEquals(0, misplaced.get());
    }

    private static void fill(Channel channel, String queue) throws Exception {
        byte[] body = new byte[2_000];
        for (int i = 0; i < MESSAGES; i++) {
            channel.basicPublish("", queue, MessageProperties.MINIMAL_PERSISTENT_BASIC, body);
        }
        channel.waitForConfirmsOrDie(BrokerExtension.PATIENCE_MS);
    }
}
