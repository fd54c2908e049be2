// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.interop.amqp091;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.portagemq.interop.amqp091.Eventually.await;
import static org.portagemq.interop.amqp091.Eventually.closed;
import static org.portagemq.interop.amqp091.Eventually.eventually;

import com.rabbitmq.client.Channel;
import com.rabbitmq.client.MessageProperties;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class ConfirmTest {

    @RegisterExtension
    static final BrokerExtension BROKER = new BrokerExtension();

    private static final byte[] BODY = new byte[100];

    private static Channel confirming() throws Exception {
        Channel channel = BROKER.channel();
        channel.confirmSelect();
        return channel;
    }

    @Test
    @Tag("amqp091.confirm.select")
    void everyMessageIsConfirmedAndManyByOneAck() throws Exception {
        Channel channel = confirming();
        String queue = channel.queueDeclare().getQueue();
        ConcurrentSkipListSet<Long> open = new ConcurrentSkipListSet<>();
        List<Boolean> acks = Collections.synchronizedList(new ArrayList<>());
        CountDownLatch nacks = new CountDownLatch(1);
        channel.addConfirmListener(
                (number, multiple) -> {
                    acks.add(multiple);
                    if (multiple) {
                        open.headSet(number, true).clear();
                    } else {
                        open.remove(number);
                    }
                },
                (number, multiple) -> nacks.countDown());

        for (int i = 0; i < 5_000; i++) {
            open.add(channel.getNextPublishSeqNo());
            channel.basicPublish("", queue, MessageProperties.PERSISTENT_BASIC, BODY);
        }

        eventually("all confirmed", open::isEmpty);
        assertEquals(1, nacks.getCount());
        assertTrue(acks.size() < 5_000, "acks on the wire: " + acks.size());
        assertEquals(5_000, channel.messageCount(queue));
    }

    @Test
    void oneConfirmAtATime() throws Exception {
        Channel channel = confirming();
        String queue = channel.queueDeclare(BrokerExtension.name("confirm"), true, false, false, null)
                .getQueue();

        for (int i = 0; i < 100; i++) {
            channel.basicPublish("", queue, MessageProperties.PERSISTENT_BASIC, BODY);
            channel.waitForConfirmsOrDie(BrokerExtension.PATIENCE_MS);
        }

        assertEquals(100, channel.messageCount(queue));
    }

    @Test
    @Tag("amqp091.basic.mandatory")
    void unroutableMandatoryMessageIsReturnedAndThenConfirmed() throws Exception {
        Channel channel = confirming();
        List<String> events = Collections.synchronizedList(new ArrayList<>());
        CountDownLatch confirmed = new CountDownLatch(1);
        channel.addReturnListener(back -> events.add("returned " + back.getReplyCode() + " " + back.getRoutingKey()));
        channel.addConfirmListener(
                (number, multiple) -> {
                    events.add("confirmed");
                    confirmed.countDown();
                },
                (number, multiple) -> events.add("nacked"));

        channel.basicPublish("", "nowhere", true, MessageProperties.PERSISTENT_BASIC, BODY);

        await(confirmed, "confirm");
        assertEquals(List.of("returned 312 nowhere", "confirmed"), events);
    }

    @Test
    @Tag("amqp091.confirm.unroutable")
    void unroutableMessageIsConfirmed() throws Exception {
        Channel channel = confirming();

        channel.basicPublish("", "nowhere", null, BODY);

        channel.waitForConfirmsOrDie(BrokerExtension.PATIENCE_MS);
    }

    @Test
    @Tag("amqp091.queue.deleted")
    void confirmsOfDeletedQueuesStillCome() throws Exception {
        Channel channel = confirming();
        String queue = channel.queueDeclare().getQueue();
        for (int i = 0; i < 100; i++) {
            channel.basicPublish("", queue, MessageProperties.PERSISTENT_BASIC, BODY);
        }

        channel.queueDelete(queue);

        channel.waitForConfirmsOrDie(BrokerExtension.PATIENCE_MS);
    }

    @Test
    @Tag("amqp091.tx.returns")
    void returnsOfATransactionComeWithItsCommit() throws Exception {
        Channel channel = BROKER.channel();
        channel.txSelect();
        CountDownLatch returned = new CountDownLatch(1);
        channel.addReturnListener(back -> returned.countDown());

        channel.basicPublish("", "nowhere", true, null, BODY);
        channel.txCommit();

        await(returned, "return");
    }

    @Test
    @Tag("amqp091.basic.publish")
    void publishToAMissingExchangeClosesTheChannel() throws Exception {
        Channel channel = confirming();

        channel.basicPublish("nope", "key", null, BODY);

        closed(404, "NOT_FOUND - no exchange 'nope' in vhost '/'", channel);
    }
}
