// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.interop.amqp091;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import java.io.DataInputStream;
import java.io.IOException;
import java.net.Socket;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.portagemq.amqp.v091.wire.BasicMethod;
import org.portagemq.amqp.v091.wire.ChannelMethod;
import org.portagemq.amqp.v091.wire.ConnectionMethod;
import org.portagemq.amqp.v091.wire.FrameWriter;

/** Each kind of malformed frame, over a real socket: the connection is closed with its code, and others work on. */
class MalformedFramesTest {

    @RegisterExtension
    static final BrokerExtension BROKER = new BrokerExtension();

    private static final int METHOD = 1;
    private static final int HEADER = 2;
    private static final int BODY = 3;
    private static final int HEARTBEAT = 8;
    private static final int END = 0xCE;

    private final FrameWriter writer = new FrameWriter();

    /** What is sent on an open connection with channel 1. */
    private interface Input {
        void write(ByteBuf out);
    }

    /** A case: what is sent, and the code of the close. */
    private record Malformed(Input input, int code) {}

    private static void frame(ByteBuf out, int type, int channel, int end, int... payload) {
        out.writeByte(type).writeShort(channel).writeInt(payload.length);
        for (int octet : payload) {
            out.writeByte(octet);
        }
        out.writeByte(end);
    }

    private Map<String, Malformed> cases() {
        Map<String, Malformed> cases = new LinkedHashMap<>();
        cases.put("wrong end octet", new Malformed(out -> frame(out, HEARTBEAT, 0, 0xCD), 501));
        cases.put("unknown frame type", new Malformed(out -> frame(out, 9, 0, END), 501));
        cases.put("heartbeat with a payload", new Malformed(out -> frame(out, HEARTBEAT, 0, END, 1), 501));
        cases.put("heartbeat on a channel", new Malformed(out -> frame(out, HEARTBEAT, 1, END), 505));
        cases.put(
                "frame larger than agreed",
                new Malformed(out -> out.writeByte(BODY).writeShort(1).writeInt(131_072 + 1), 501));
        cases.put("method without ids", new Malformed(out -> frame(out, METHOD, 1, END, 0, 60), 501));
        cases.put("unknown class", new Malformed(out -> frame(out, METHOD, 1, END, 0, 99, 0, 10), 503));
        cases.put("unknown method", new Malformed(out -> frame(out, METHOD, 1, END, 0, 60, 0, 99), 503));
        cases.put("method of a server", new Malformed(out -> frame(out, METHOD, 1, END, 0, 60, 0, 21, 1, 'a'), 503));
        cases.put("arguments cut short", new Malformed(out -> frame(out, METHOD, 1, END, 0, 60, 0, 10, 0), 501));
        cases.put(
                "octets behind the arguments",
                new Malformed(out -> frame(out, METHOD, 1, END, 0, 60, 0, 10, 0, 0, 0, 0, 0, 1, 0, 7), 501));
        cases.put(
                "unknown type in a table",
                new Malformed(
                        out -> frame(out, METHOD, 1, END, 0, 50, 0, 10, 0, 0, 1, 'q', 0, 0, 0, 0, 4, 1, 'k', 'Z', 0),
                        502));
        cases.put(
                "channel that is not open",
                new Malformed(out -> writer.method(out, 7, new BasicMethod.Ack(1, false)), 504));
        cases.put(
                "class of channels on channel 0",
                new Malformed(out -> writer.method(out, 0, new BasicMethod.Ack(1, false)), 504));
        cases.put("channel opened twice", new Malformed(out -> writer.method(out, 1, new ChannelMethod.Open("")), 504));
        cases.put("body without a method", new Malformed(out -> frame(out, BODY, 1, END, 1), 505));
        cases.put(
                "header without a method",
                new Malformed(out -> frame(out, HEADER, 1, END, 0, 60, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 0, 0), 505));
        cases.put(
                "method within a content",
                new Malformed(
                        out -> {
                            writer.method(out, 1, new BasicMethod.Publish(0, "", "q", false, false));
                            writer.method(out, 1, new BasicMethod.Ack(1, false));
                        },
                        505));
        cases.put(
                "body longer than announced",
                new Malformed(
                        out -> {
                            writer.method(out, 1, new BasicMethod.Publish(0, "", "q", false, false));
                            frame(out, HEADER, 1, END, 0, 60, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 0, 0);
                            frame(out, BODY, 1, END, 1, 2);
                        },
                        501));
        return cases;
    }

    @TestFactory
    Stream<DynamicTest> eachIsAnsweredWithItsCode() {
        return cases().entrySet().stream()
                .map(one -> DynamicTest.dynamicTest(one.getKey(), () -> {
                    assertEquals(one.getValue().code(), closeOf(one.getValue().input()));
                    BROKER.channel().queueDeclare();
                }));
    }

    private int closeOf(Input input) throws IOException {
        try (Socket socket = BROKER.socket()) {
            RawFrames.connect(socket, 0);
            ByteBuf out = Unpooled.buffer();
            writer.method(out, 1, new ChannelMethod.Open(""));
            input.write(out);
            socket.getOutputStream().write(ByteBufUtil.getBytes(out));
            return replyCode(new DataInputStream(socket.getInputStream()));
        }
    }

    /** Reads up to connection.close; answers its code. */
    private static int replyCode(DataInputStream in) throws IOException {
        while (true) {
            in.readUnsignedByte();
            in.readUnsignedShort();
            byte[] payload = in.readNBytes(in.readInt());
            in.readUnsignedByte();
            if (payload[1] == ConnectionMethod.CLASS_ID && payload[3] == ConnectionMethod.Close.ID) {
                return ((payload[4] & 0xFF) << 8) | (payload[5] & 0xFF);
            }
        }
    }
}
