// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.benchmarks.load;

import com.rabbitmq.client.AMQP;
import com.rabbitmq.client.Channel;
import com.rabbitmq.client.ConnectionFactory;
import com.rabbitmq.client.DefaultConsumer;
import com.rabbitmq.client.Envelope;
import com.rabbitmq.client.MessageProperties;
import java.io.IOException;
import java.util.concurrent.ConcurrentNavigableMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.LongConsumer;

/** AMQP 0-9-1: persistent messages to a durable queue, acknowledged by tens. */
final class RabbitClient implements LoadClient {

    private static final int PREFETCH = 500;
    private static final int TOGETHER = 10;
    private static final long CONFIRM_MILLIS = TimeUnit.SECONDS.toMillis(60);

    private final ConnectionFactory factory = new ConnectionFactory();
    private final int bytes;

    RabbitClient(int port, LoadShape shape) {
        bytes = shape.bytes();
        factory.setHost("127.0.0.1");
        factory.setPort(port);
        factory.setAutomaticRecoveryEnabled(false);
    }

    private Channel channel() throws IOException, TimeoutException {
        Channel channel = factory.newConnection().createChannel();
        channel.queueDeclare(ClientLibrary.DESTINATION, true, false, false, null);
        return channel;
    }

    @Override
    public void consume(LongConsumer delivered) throws Exception {
        Channel channel = channel();
        channel.basicQos(PREFETCH);
        channel.basicConsume(ClientLibrary.DESTINATION, new DefaultConsumer(channel) {
            private int received;

            @Override
            public void handleDelivery(String tag, Envelope envelope, AMQP.BasicProperties properties, byte[] body)
                    throws IOException {
                delivered.accept(Payload.sentAt(body));
                if (++received % TOGETHER == 0) {
                    channel.basicAck(envelope.getDeliveryTag(), true);
                }
            }
        });
    }

    @Override
    public LoadSender sender() throws Exception {
        Channel channel = channel();
        channel.confirmSelect();
        return new Sender(channel);
    }

    private final class Sender implements LoadSender {

        private final Channel channel;
        private final ConcurrentNavigableMap<Long, Runnable> open = new ConcurrentSkipListMap<>();

        Sender(Channel channel) {
            this.channel = channel;
            channel.addConfirmListener(
                    this::confirmed,
                    (number, multiple) ->
                            LoadClient.fail(new IOException("the broker did not take message " + number)));
        }

        private void confirmed(long number, boolean multiple) {
            if (multiple) {
                ConcurrentNavigableMap<Long, Runnable> all = open.headMap(number, true);
                all.values().forEach(Runnable::run);
                all.clear();
            } else {
                Runnable one = open.remove(number);
                if (one != null) {
                    one.run();
                }
            }
        }

        @Override
        public void send(long sentAt) throws Exception {
            publish(sentAt);
            channel.waitForConfirmsOrDie(CONFIRM_MILLIS);
        }

        @Override
        public void send(long sentAt, Runnable confirmed) throws IOException {
            open.put(channel.getNextPublishSeqNo(), confirmed);
            publish(sentAt);
        }

        private void publish(long sentAt) throws IOException {
            channel.basicPublish(
                    "",
                    ClientLibrary.DESTINATION,
                    MessageProperties.MINIMAL_PERSISTENT_BASIC,
                    Payload.of(sentAt, bytes));
        }
    }
}
