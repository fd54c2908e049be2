// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.benchmarks.peers;

import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.handler.codec.http.DefaultHttpHeaders;
import io.netty.handler.codec.http.HttpClientCodec;
import io.netty.handler.codec.http.HttpObjectAggregator;
import io.netty.handler.codec.http.websocketx.TextWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketClientHandshakerFactory;
import io.netty.handler.codec.http.websocketx.WebSocketClientProtocolHandler;
import io.netty.handler.codec.http.websocketx.WebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketVersion;
import java.net.InetAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.portagemq.benchmarks.load.LoadCounts;

/**
 * A load of STOMP over WebSocket, as a program of its own: one connection sends to a topic, and so many others, each with a
 * socket of its own, subscribe to it. No more than {@value #OPEN} messages are under way: the next one is sent when every
 * subscriber has got one of these.
 *
 * <p>On the wire: subprotocol {@code v12.stomp}; text frames; bodies of letters; a header with the time. Where a server
 * tells queues from topics by a header, the headers say a topic.
 */
public final class StompFanOutLoad {

    private static final String DESTINATION = "/topic/load";
    private static final int OPEN = 10;
    /** Servers refuse more of one address that have not logged in. */
    private static final int CONNECTING = 50;

    private static final int CONNECT_SECONDS = 60;
    private static final int MAX_FRAME_BYTES = 1024 * 1024;
    private static final byte[] TIME_HEADER = "\nt:".getBytes(StandardCharsets.ISO_8859_1);

    private final URI uri;
    private final int subscribers;
    private final String body;
    private final EventLoopGroup loops = new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
    private final LoadCounts counts = new LoadCounts();
    private final CountDownLatch subscribed;
    private final Semaphore connecting = new Semaphore(CONNECTING);
    private final Semaphore open = new Semaphore(OPEN);
    /** Deliveries of all messages so far; of the event loop only. */
    private long deliveries;

    private StompFanOutLoad(int port, int subscribers, int bytes) {
        this.uri = URI.create("ws://127.0.0.1:" + port + "/ws");
        this.subscribers = subscribers;
        this.body = "x".repeat(bytes);
        this.subscribed = new CountDownLatch(subscribers);
    }

    /** @param arguments port, subscribers, bytes of a body, seconds */
    public static void main(String[] arguments) throws Exception {
        StompFanOutLoad load = new StompFanOutLoad(
                Integer.parseInt(arguments[0]), Integer.parseInt(arguments[1]), Integer.parseInt(arguments[2]));
        load.run(Integer.parseInt(arguments[3]));
    }

    private void run(int seconds) throws InterruptedException {
        for (int i = 0; i < subscribers; i++) {
            if (!connecting.tryAcquire(CONNECT_SECONDS, TimeUnit.SECONDS)) {
                break;
            }
            connect(new Subscriber());
        }
        if (!subscribed.await(CONNECT_SECONDS, TimeUnit.SECONDS)) {
            fail(subscribed.getCount() + " subscribers were not ready in time");
        }
        Sender sender = new Sender();
        Channel channel = connect(sender);
        Thread sending = new Thread(() -> sender.sendAll(channel), "sender");
        sending.setDaemon(true);
        sending.start();
        counts.tell(System.out, seconds);
        // The sockets end with the process: whoever waited for a thousand farewells would be measured too.
        System.exit(0);
    }

    private Channel connect(Peer peer) throws InterruptedException {
        return new Bootstrap()
                .group(loops)
                .channel(NioSocketChannel.class)
                .option(ChannelOption.TCP_NODELAY, true)
                .handler(new ChannelInitializer<SocketChannel>() {
                    @Override
                    protected void initChannel(SocketChannel channel) {
                        channel.pipeline()
                                .addLast(new HttpClientCodec())
                                .addLast(new HttpObjectAggregator(MAX_FRAME_BYTES))
                                .addLast(new WebSocketClientProtocolHandler(
                                        WebSocketClientHandshakerFactory.newHandshaker(
                                                uri,
                                                WebSocketVersion.V13,
                                                "v12.stomp",
                                                false,
                                                new DefaultHttpHeaders(),
                                                MAX_FRAME_BYTES)))
                                .addLast(peer);
                    }
                })
                .connect(InetAddress.getLoopbackAddress(), uri.getPort())
                .sync()
                .channel();
    }

    private static void fail(String reason) {
        System.err.println(reason);
        System.exit(1);
    }

    /** One end of a connection: logs in, and goes on when it may. */
    private abstract static class Peer extends SimpleChannelInboundHandler<WebSocketFrame> {

        @Override
        public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
            if (event == WebSocketClientProtocolHandler.ClientHandshakeStateEvent.HANDSHAKE_COMPLETE) {
                send(ctx, "CONNECT\naccept-version:1.2\nhost:/\nlogin:guest\npasscode:guest\n\n\0");
            }
        }

        @Override
        protected void channelRead0(ChannelHandlerContext ctx, WebSocketFrame frame) {
            ByteBuf bytes = frame.content();
            if (bytes.readableBytes() <= 1) {
                return;
            }
            switch (bytes.getByte(bytes.readerIndex())) {
                case 'C' -> connected(ctx);
                case 'R' -> receipt(ctx);
                case 'M' -> message(bytes);
                default -> fail(bytes.toString(StandardCharsets.UTF_8));
            }
        }

        abstract void connected(ChannelHandlerContext ctx);

        void receipt(ChannelHandlerContext ctx) {}

        void message(ByteBuf frame) {}

        static void send(ChannelHandlerContext ctx, String frame) {
            ctx.writeAndFlush(new TextWebSocketFrame(frame));
        }

        @Override
        public void channelInactive(ChannelHandlerContext ctx) {
            fail("the server closed a connection");
        }

        @Override
        public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
            fail("a connection failed: " + cause);
        }
    }

    private final class Subscriber extends Peer {

        @Override
        void connected(ChannelHandlerContext ctx) {
            send(
                    ctx,
                    "SUBSCRIBE\nid:0\ndestination:" + DESTINATION
                            + "\nsubscription-type:MULTICAST\nack:auto\nreceipt:subscribed\n\n\0");
        }

        @Override
        void receipt(ChannelHandlerContext ctx) {
            subscribed.countDown();
            connecting.release();
        }

        @Override
        void message(ByteBuf frame) {
            counts.delivered(time(frame));
            deliveries++;
            if (deliveries % subscribers == 0) {
                open.release();
            }
        }

        private long time(ByteBuf frame) {
            int at = ByteBufUtil.indexOf(Unpooled.wrappedBuffer(TIME_HEADER), frame);
            long time = 0;
            for (int i = at + TIME_HEADER.length; frame.getByte(i) != '\n'; i++) {
                time = time * 10 + frame.getByte(i) - '0';
            }
            return time;
        }
    }

    private final class Sender extends Peer {

        private final CountDownLatch connected = new CountDownLatch(1);

        @Override
        void connected(ChannelHandlerContext ctx) {
            connected.countDown();
        }

        void sendAll(Channel channel) {
            String head = "SEND\ndestination:" + DESTINATION + "\ndestination-type:MULTICAST\ncontent-length:"
                    + body.length() + "\nt:";
            try {
                connected.await();
                while (true) {
                    open.acquire();
                    counts.sent();
                    channel.writeAndFlush(new TextWebSocketFrame(head + System.nanoTime() + "\n\n" + body + "\0"));
                }
            } catch (InterruptedException ended) {
                fail("the sender was interrupted");
            }
        }
    }
}
