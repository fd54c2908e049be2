// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.interop.amqp091;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.rabbitmq.client.Channel;
import com.rabbitmq.client.GetResponse;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.SocketException;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.function.IntFunction;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.portagemq.amqp.v091.wire.BasicMethod;
import org.portagemq.amqp.v091.wire.ChannelMethod;
import org.portagemq.amqp.v091.wire.ContentHeader;
import org.portagemq.amqp.v091.wire.FrameWriter;
import org.portagemq.amqp.v091.wire.QueueMethod;
import org.portagemq.core.api.Payload;

/** Clients that are slow, stop in the middle, or flood the server: they end, or go on, and others work beside them. */
class HostileClientsTest {

    @RegisterExtension
    static final BrokerExtension BROKER = new BrokerExtension(Map.of("transport.handshake-timeout", "1s"));

    private static final int WORK = 100;

    /** Confirmed messages to and from a queue, each answered within the client's patience. */
    private static void workBeside() throws Exception {
        Channel channel = BROKER.channel();
        String queue = channel.queueDeclare().getQueue();
        channel.confirmSelect();
        for (int i = 0; i < WORK; i++) {
            channel.basicPublish("", queue, null, new byte[] {(byte) i});
            channel.waitForConfirmsOrDie(BrokerExtension.PATIENCE_MS);
            GetResponse got = channel.basicGet(queue, true);
            assertEquals((byte) i, got.getBody()[0]);
        }
    }

    /** Reads until the server ends the connection. */
    private static void awaitEnd(Socket socket) throws IOException {
        InputStream in = socket.getInputStream();
        byte[] sink = new byte[4_096];
        int size = 0;
        while (size >= 0) {
            try {
                size = in.read(sink);
            } catch (SocketException reset) {
                return;
            }
        }
    }

    @Test
    @Tag("amqp091.hostile.slow")
    void octetsThatDripDoNotPutOffTheEndOfTheHandshake() throws Exception {
        byte[] login = RawFrames.login();
        try (Socket socket = BROKER.socket()) {
            long begun = System.nanoTime();
            int sent = 0;
            boolean open = true;
            // All of it would take far longer than the handshake may.
            while (open && sent < login.length) {
                try {
                    socket.getOutputStream().write(login[sent++]);
                    LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(200));
                } catch (IOException closed) {
                    open = false;
                }
            }
            assertTrue(!open, "the whole login dripped in");
            assertTrue(System.nanoTime() - begun >= TimeUnit.MILLISECONDS.toNanos(900), "closed too early");
        }
        workBeside();
    }

    @Test
    @Tag("amqp091.hostile.slow")
    void whoStopsInTheMiddleOfAFrameIsMissedByItsHeartbeats() throws Exception {
        try (Socket socket = BROKER.socket()) {
            RawFrames.connect(socket, 1);
            ByteBuf out = Unpooled.buffer();
            FrameWriter writer = new FrameWriter();
            writer.method(out, 1, new ChannelMethod.Open(""));
            writer.method(out, 1, new BasicMethod.Publish(0, "", "nowhere", false, false));
            writer.content(out, 1, ContentHeader.NO_PROPERTIES, Payload.of(new byte[50_000]));
            byte[] octets = ByteBufUtil.getBytes(out);
            socket.getOutputStream().write(octets, 0, octets.length / 2);
            workBeside();
            awaitEnd(socket);
        }
    }

    @Test
    @Tag("amqp091.hostile.flood")
    void aFloodOfTinyMessagesLeavesOthersTheirTurn() throws Exception {
        besideFlood(round -> {
            ByteBuf out = Unpooled.buffer();
            FrameWriter writer = new FrameWriter();
            if (round == 0) {
                writer.method(out, 1, new ChannelMethod.Open(""));
                writer.method(
                        out,
                        1,
                        new QueueMethod.Declare(
                                0, "flooded", false, false, false, true, true, Map.of("x-max-length", 1_000)));
            }
            for (int i = 0; i < 500; i++) {
                writer.method(out, 1, new BasicMethod.Publish(0, "", "flooded", false, false));
                writer.content(out, 1, ContentHeader.NO_PROPERTIES, Payload.of(new byte[1]));
            }
            return out;
        });
    }

    @Test
    @Tag("amqp091.hostile.flood")
    void aFloodOfDeclarationsLeavesOthersTheirTurn() throws Exception {
        besideFlood(round -> {
            ByteBuf out = Unpooled.buffer();
            FrameWriter writer = new FrameWriter();
            if (round == 0) {
                writer.method(out, 1, new ChannelMethod.Open(""));
            }
            for (int i = 0; i < 100; i++) {
                String queue = "flood-" + i;
                writer.method(out, 1, new QueueMethod.Declare(0, queue, false, true, false, false, true, Map.of()));
                writer.method(out, 1, new QueueMethod.Delete(0, queue, false, false, true));
            }
            return out;
        });
    }

    @Test
    @Tag("amqp091.hostile.flood")
    void aFloodOfChannelsLeavesOthersTheirTurn() throws Exception {
        besideFlood(round -> {
            ByteBuf out = Unpooled.buffer();
            FrameWriter writer = new FrameWriter();
            for (int channel = 1; channel <= 100; channel++) {
                writer.method(out, channel, new ChannelMethod.Open(""));
                writer.method(out, channel, new ChannelMethod.Close(200, "", 0, 0));
            }
            return out;
        });
    }

    /** Works while a client sends all that the server takes, and reads what it is answered. */
    private static void besideFlood(IntFunction<ByteBuf> octets) throws Exception {
        AtomicBoolean over = new AtomicBoolean();
        AtomicLong sent = new AtomicLong();
        Thread reader;
        try (Socket socket = BROKER.socket()) {
            RawFrames.connect(socket, 0);
            reader = inBackground(() -> awaitEnd(socket));
            Thread flood = inBackground(() -> {
                for (int round = 0; !over.get(); round++) {
                    socket.getOutputStream().write(ByteBufUtil.getBytes(octets.apply(round)));
                    sent.incrementAndGet();
                }
            });
            Eventually.eventually("the flood runs", () -> sent.get() > 10);
            long before = sent.get();
            workBeside();
            assertTrue(flood.isAlive(), "the flood was ended");
            assertTrue(sent.get() > before, "the flood stood still");
            over.set(true);
            flood.join(BrokerExtension.PATIENCE_MS);
        }
        reader.join(BrokerExtension.PATIENCE_MS);
        workBeside();
    }

    private interface Io {
        void run() throws IOException;
    }

    private static Thread inBackground(Io work) {
        Thread thread = new Thread(() -> {
            try {
                work.run();
            } catch (IOException ended) {
                // The socket is closed at the end of the test, in the middle of what is going on.
                Thread.currentThread().interrupt();
            }
        });
        thread.setDaemon(true);
        thread.start();
        return thread;
    }
}
