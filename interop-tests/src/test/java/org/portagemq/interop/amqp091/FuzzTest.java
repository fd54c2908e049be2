// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.interop.amqp091;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;

import com.rabbitmq.client.Channel;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.SocketException;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Mutated octets over real sockets: each connection ends, and the server serves on. */
class FuzzTest {

    @RegisterExtension
    static final BrokerExtension BROKER =
            new BrokerExtension(Map.of("auth.free-failures", "10000", "auth.free-failures-per-address", "10000"));

    private static byte[] mutate(byte[] good, Random random) {
        byte[] bytes = good.clone();
        for (int flips = 1 + random.nextInt(5); flips > 0; flips--) {
            bytes[random.nextInt(bytes.length)] = (byte) random.nextInt();
        }
        return bytes;
    }

    /** Sends something in a state of the connection, ends its side, and reads to the end. */
    private static void converse(boolean login, boolean open, byte[] octets) throws IOException {
        try (Socket socket = BROKER.socket()) {
            if (login) {
                socket.getOutputStream().write(RawFrames.login());
                RawFrames.awaitTune(socket);
            }
            if (open) {
                socket.getOutputStream().write(RawFrames.open(0));
            }
            socket.getOutputStream().write(octets);
            socket.shutdownOutput();
            InputStream in = socket.getInputStream();
            byte[] sink = new byte[4_096];
            int size = 0;
            while (size >= 0) {
                size = in.read(sink);
            }
        } catch (SocketException reset) {
            // The server may close before it has read all.
            assertNotNull(reset.getMessage());
        }
    }

    @Test
    @Tag("amqp091.wire.fuzz")
    void serverSurvivesMutatedConversations() throws Exception {
        Random random = new Random(2_026);
        byte[] work = RawFrames.work("fuzz");
        for (int round = 0; round < 400; round++) {
            converse(true, true, mutate(work, random));
        }

        assertServing();
    }

    @Test
    @Tag("amqp091.wire.fuzz")
    void serverSurvivesMutatedHandshakes() throws Exception {
        Random random = new Random(91);
        for (int round = 0; round < 100; round++) {
            converse(false, false, mutate(RawFrames.login(), random));
            converse(true, false, mutate(RawFrames.open(0), random));
        }

        assertServing();
    }

    private static void assertServing() throws Exception {
        Channel channel = BROKER.channel();
        String queue = channel.queueDeclare().getQueue();
        channel.confirmSelect();
        channel.basicPublish("", queue, null, new byte[1]);
        channel.waitForConfirmsOrDie(BrokerExtension.PATIENCE_MS);
        assertEquals(1, channel.messageCount(queue));
    }
}
