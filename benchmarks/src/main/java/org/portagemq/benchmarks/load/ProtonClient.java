// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.benchmarks.load;

import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioSocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.LongConsumer;
import org.apache.qpid.proton.amqp.Binary;
import org.apache.qpid.proton.amqp.messaging.Accepted;
import org.apache.qpid.proton.amqp.messaging.AmqpValue;
import org.apache.qpid.proton.amqp.messaging.Data;
import org.apache.qpid.proton.engine.Delivery;
import org.apache.qpid.proton.engine.Receiver;
import org.apache.qpid.proton.engine.Sender;
import org.apache.qpid.proton.message.Message;

/**
 * A light client of AMQP 1.0 on Qpid's engine, which hands messages to the loop of their connection without waiting, and
 * settles what has come by batches of what was read.
 */
final class ProtonClient implements LoadClient {

    private static final int CREDIT = 500;

    private final EventLoopGroup loops = new MultiThreadIoEventLoopGroup(2, NioIoHandler.newFactory());
    private final int port;
    private final int bytes;

    ProtonClient(int port, LoadShape shape) {
        this.port = port;
        this.bytes = shape.bytes();
    }

    private <T extends ProtonLink> T connect(T link) throws InterruptedException {
        new Bootstrap()
                .group(loops)
                .channel(NioSocketChannel.class)
                .option(ChannelOption.TCP_NODELAY, true)
                .handler(new ChannelInitializer<Channel>() {
                    @Override
                    protected void initChannel(Channel channel) {
                        channel.pipeline().addLast(link);
                    }
                })
                .connect("127.0.0.1", port)
                .sync();
        return link;
    }

    @Override
    public void consume(LongConsumer delivered) throws InterruptedException {
        connect(new Incoming(delivered));
    }

    @Override
    public LoadSender sender() throws InterruptedException {
        Outgoing link = connect(new Outgoing());
        link.ready.await();
        return link;
    }

    private static final class Incoming extends ProtonLink {

        private final LongConsumer delivered;
        private byte[] buffer = new byte[1024];
        private Receiver receiver;

        Incoming(LongConsumer delivered) {
            this.delivered = delivered;
        }

        @Override
        void attach() {
            receiver = receiver();
            receiver.flow(CREDIT);
        }

        @Override
        void delivery(Delivery delivery) {
            // Told more than once of what comes in parts, and of what is settled.
            if (!delivery.isReadable() || delivery.isPartial()) {
                return;
            }
            int pending = delivery.pending();
            if (pending > buffer.length) {
                buffer = new byte[pending];
            }
            int length = receiver.recv(buffer, 0, pending);
            Message message = Message.Factory.create();
            message.decode(buffer, 0, length);
            delivered.accept(Payload.sentAt(body(message)));
            delivery.disposition(Accepted.getInstance());
            // Goes on to the next one as well.
            delivery.settle();
            if (receiver.getCredit() < CREDIT / 2) {
                receiver.flow(CREDIT - receiver.getCredit());
            }
        }

        /** What another protocol has sent may come as text. */
        private static byte[] body(Message message) {
            if (message.getBody() instanceof Data data) {
                Binary value = data.getValue();
                int from = value.getArrayOffset();
                return Arrays.copyOfRange(value.getArray(), from, from + value.getLength());
            }
            return ((AmqpValue) message.getBody()).getValue().toString().getBytes(StandardCharsets.ISO_8859_1);
        }
    }

    private final class Outgoing extends ProtonLink implements LoadSender {

        private final CountDownLatch ready = new CountDownLatch(1);
        private final Queue<Pending> queued = new ConcurrentLinkedQueue<>();
        private final AtomicBoolean woken = new AtomicBoolean();
        private byte[] buffer = new byte[bytes + 256];
        private Sender sender;
        private long number;

        private record Pending(long sentAt, Runnable confirmed) {}

        @Override
        void attach() {
            sender = sender();
        }

        @Override
        void flow() {
            ready.countDown();
            sendQueued();
        }

        @Override
        public void send(long sentAt) throws InterruptedException {
            CountDownLatch confirmed = new CountDownLatch(1);
            send(sentAt, confirmed::countDown);
            confirmed.await();
        }

        @Override
        public void send(long sentAt, Runnable confirmed) {
            queued.add(new Pending(sentAt, confirmed));
            if (woken.compareAndSet(false, true)) {
                execute(() -> {
                    woken.set(false);
                    sendQueued();
                });
            }
        }

        private void sendQueued() {
            while (sender.getCredit() > 0) {
                Pending next = queued.poll();
                if (next == null) {
                    return;
                }
                Message message = Message.Factory.create();
                message.setDurable(true);
                message.setBody(new Data(new Binary(Payload.of(next.sentAt(), bytes))));
                int length = message.encode(buffer, 0, buffer.length);
                Delivery delivery = sender.delivery(Long.toString(number++).getBytes(StandardCharsets.ISO_8859_1));
                delivery.setContext(next.confirmed());
                sender.send(buffer, 0, length);
                sender.advance();
            }
        }

        @Override
        void delivery(Delivery delivery) {
            if (!(delivery.getRemoteState() instanceof Accepted)) {
                LoadClient.fail(new IllegalStateException("the broker did not take a message: " + delivery));
            }
            ((Runnable) delivery.getContext()).run();
            delivery.settle();
        }
    }
}
