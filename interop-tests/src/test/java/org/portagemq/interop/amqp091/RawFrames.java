// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.interop.amqp091;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import java.io.DataInputStream;
import java.io.IOException;
import java.net.Socket;
import java.util.List;
import java.util.Map;
import org.portagemq.amqp.v091.wire.BasicMethod;
import org.portagemq.amqp.v091.wire.ChannelMethod;
import org.portagemq.amqp.v091.wire.ConfirmMethod;
import org.portagemq.amqp.v091.wire.ConnectionMethod;
import org.portagemq.amqp.v091.wire.FrameWriter;
import org.portagemq.amqp.v091.wire.QueueMethod;
import org.portagemq.core.api.Payload;

/** The octets of a client that does not wait for answers. */
final class RawFrames {

    private static final byte[] HEADER = {'A', 'M', 'Q', 'P', 0, 0, 9, 1};

    /** Properties with delivery mode 2 and priority 1. */
    private static final Payload PERSISTENT = Payload.of(new byte[] {0x18, 0, 2, 1});

    private RawFrames() {}

    /** The protocol header, and the login as guest. */
    static byte[] login() {
        ByteBuf out = Unpooled.buffer().writeBytes(HEADER);
        new FrameWriter()
                .method(
                        out,
                        0,
                        new ConnectionMethod.StartOk(Map.of(), "PLAIN", Payload.utf8("\0guest\0guest"), "en_US"));
        return ByteBufUtil.getBytes(out);
    }

    /** What follows on connection.tune. */
    static byte[] open(int heartbeatSeconds) {
        FrameWriter writer = new FrameWriter();
        ByteBuf out = Unpooled.buffer();
        writer.method(out, 0, new ConnectionMethod.TuneOk(100, 131_072, heartbeatSeconds));
        writer.method(out, 0, new ConnectionMethod.Open("/", "", false));
        return ByteBufUtil.getBytes(out);
    }

    /** Reads frames up to connection.tune. */
    static void awaitTune(Socket socket) throws IOException {
        DataInputStream in = new DataInputStream(socket.getInputStream());
        boolean tuned = false;
        while (!tuned) {
            in.readUnsignedByte();
            in.readUnsignedShort();
            byte[] payload = in.readNBytes(in.readInt());
            in.readUnsignedByte();
            tuned = payload[1] == ConnectionMethod.CLASS_ID && payload[3] == ConnectionMethod.Tune.ID;
        }
    }

    /** Runs the whole handshake, up to connection.open. */
    static void connect(Socket socket, int heartbeatSeconds) throws IOException {
        socket.getOutputStream().write(login());
        awaitTune(socket);
        socket.getOutputStream().write(open(heartbeatSeconds));
    }

    /** A channel that consumes, without a limit. */
    static byte[] consume(String queue) {
        FrameWriter writer = new FrameWriter();
        ByteBuf out = Unpooled.buffer();
        writer.method(out, 1, new ChannelMethod.Open(""));
        writer.method(out, 1, new BasicMethod.Consume(0, queue, "tag", false, false, false, false, Map.of()));
        return ByteBufUtil.getBytes(out);
    }

    /** A channel that declares, publishes, consumes and settles. */
    static byte[] work(String queue) {
        FrameWriter writer = new FrameWriter();
        ByteBuf out = Unpooled.buffer();
        List.of(
                        new ChannelMethod.Open(""),
                        new QueueMethod.Declare(0, queue, false, false, false, true, false, Map.of("x-foo", 1)),
                        new QueueMethod.Bind(0, queue, "amq.topic", "a.#", false, Map.of()),
                        new ConfirmMethod.Select(false),
                        new BasicMethod.Consume(0, queue, "tag", false, false, false, false, Map.of()))
                .forEach(method -> writer.method(out, 1, method));
        for (int i = 0; i < 3; i++) {
            writer.method(out, 1, new BasicMethod.Publish(0, "amq.topic", "a.b", true, false));
            writer.content(out, 1, PERSISTENT, Payload.utf8("body " + i));
        }
        writer.method(out, 1, new BasicMethod.Ack(0, true));
        writer.heartbeat(out);
        return ByteBufUtil.getBytes(out);
    }
}
