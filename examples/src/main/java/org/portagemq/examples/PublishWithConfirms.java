// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.examples;

import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import com.rabbitmq.client.MessageProperties;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.Semaphore;

/**
 * Publishes messages of which none gets lost: each is kept until the broker has confirmed that it is on disk, and up to 256
 * are on their way at once. Arguments: URI, number of messages.
 */
public final class PublishWithConfirms {

    private static final String QUEUE = "examples.confirmed";
    private static final int IN_FLIGHT = 256;

    private PublishWithConfirms() {}

    public static void main(String[] arguments) throws Exception {
        int messages = Broker.number(arguments, 1, 1_000);
        try (Connection connection = Broker.connect(arguments);
                Channel channel = connection.createChannel()) {
            channel.queueDeclare(QUEUE, true, false, false, null);
            channel.confirmSelect();
            ConcurrentSkipListMap<Long, String> unconfirmed = new ConcurrentSkipListMap<>();
            Semaphore room = new Semaphore(IN_FLIGHT);
            channel.addConfirmListener(
                    (number, multiple) -> {
                        var settled = multiple
                                ? unconfirmed.headMap(number, true)
                                : unconfirmed.subMap(number, true, number, true);
                        int count = settled.size();
                        settled.clear();
                        room.release(count);
                    },
                    (number, multiple) -> System.err.println("not taken: " + unconfirmed.get(number)));

            for (int i = 0; i < messages; i++) {
                String text = "message " + i;
                room.acquire();
                unconfirmed.put(channel.getNextPublishSeqNo(), text);
                channel.basicPublish(
                        "", QUEUE, MessageProperties.PERSISTENT_TEXT_PLAIN, text.getBytes(StandardCharsets.UTF_8));
            }
            channel.waitForConfirmsOrDie(30_000);
            System.out.println(messages + " messages confirmed");
        }
    }
}
