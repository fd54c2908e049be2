// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.interop.rocketmq;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.rocketmq.client.producer.DefaultMQProducer;
import org.apache.rocketmq.client.producer.SendStatus;
import org.apache.rocketmq.common.message.Message;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.portagemq.client.codec.Command;
import org.portagemq.client.codec.CommandReader;
import org.portagemq.client.codec.CommandWriter;
import org.portagemq.client.codec.FrameLimits;

/** Clients that send large commands before anybody knows who they are. */
class StrangersTest {

    private static final int BUDGET = 1 << 20;
    private static final int PART = 300 << 10;

    @RegisterExtension
    static final RocketExtension ROCKET = new RocketExtension(Map.of("native.stranger-bytes", String.valueOf(BUDGET)));

    private static Socket connect() throws IOException {
        Socket socket =
                new Socket(InetAddress.getLoopbackAddress(), ROCKET.server().port("native"));
        socket.setSoTimeout((int) RocketExtension.PATIENCE_MS);
        return socket;
    }

    private static byte[] frame(Command command) {
        ByteBuf out = Unpooled.buffer();
        CommandWriter.write(command, out);
        byte[] octets = new byte[out.readableBytes()];
        out.readBytes(octets);
        return octets;
    }

    private static Command large(int opaque) {
        return Command.request(310, opaque, false, Map.of("b", "topic"), new byte[4 * PART]);
    }

    /** A client that has sent a part of a command. */
    private static Socket begin(int opaque, int octets) throws IOException {
        Socket socket = connect();
        socket.getOutputStream().write(frame(large(opaque)), 0, octets);
        socket.getOutputStream().flush();
        return socket;
    }

    private static Command answer(Socket socket) throws IOException {
        CommandReader reader = new CommandReader(FrameLimits.USUAL);
        ByteBuf in = Unpooled.buffer();
        InputStream octets = socket.getInputStream();
        for (int octet = octets.read(); octet >= 0; octet = octets.read()) {
            in.writeByte(octet);
            Command command = reader.read(in);
            if (command != null) {
                return command;
            }
        }
        return null;
    }

    private static void waitUntilKnown(Socket socket) throws IOException {
        socket.getOutputStream().write(frame(Command.request(38, 1, false, Map.of("consumerGroup", "g"), new byte[0])));
        socket.getOutputStream().flush();
        assertEquals(1, answer(socket).opaque());
    }

    @Test
    void whatIsTooMuchIsRefusedAndWhoIsKnownGoesOn() throws Exception {
        List<Socket> sockets = new ArrayList<>();
        try (Socket known = connect()) {
            waitUntilKnown(known);
            for (int i = 0; i < 2; i++) {
                sockets.add(begin(i, PART));
            }
            // Alone it has more than is left, however the others' octets are on their way.
            Socket last = begin(77, 3 * PART);
            sockets.add(last);
            Command refused = answer(last);
            assertEquals(2, refused.code());
            assertEquals(77, refused.opaque());
            assertTrue(refused.remark().contains("native.stranger-bytes"), refused.remark());
            assertNull(answer(last));
            known.getOutputStream().write(frame(large(5)));
            known.getOutputStream().flush();
            assertEquals(5, answer(known).opaque());
        } finally {
            for (Socket socket : sockets) {
                socket.close();
            }
        }
        aClientOfRocketMqSendsAsUsual();
    }

    private static void aClientOfRocketMqSendsAsUsual() throws Exception {
        DefaultMQProducer producer = ROCKET.producer();
        Message message =
                new Message(RocketExtension.name("T"), "x".repeat(PART).getBytes(StandardCharsets.US_ASCII));
        assertEquals(SendStatus.SEND_OK, producer.send(message).getSendStatus());
    }
}
