// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.interop.amqp091;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.rabbitmq.client.AuthenticationFailureException;
import com.rabbitmq.client.Connection;
import com.rabbitmq.client.ConnectionFactory;
import com.rabbitmq.client.LongString;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class HandshakeTest {

    @RegisterExtension
    static final BrokerExtension BROKER = new BrokerExtension(Map.of("transport.handshake-timeout", "4s"));

    private static final byte[] HEADER = {'A', 'M', 'Q', 'P', 0, 0, 9, 1};

    /** All that the server sends until it closes. */
    private static byte[] untilClosed(Socket socket) throws IOException {
        InputStream in = socket.getInputStream();
        java.io.ByteArrayOutputStream all = new java.io.ByteArrayOutputStream();
        try {
            for (int octet = in.read(); octet >= 0; octet = in.read()) {
                all.write(octet);
            }
        } catch (SocketException reset) {
            // Closed with something of ours unread: as good as an end.
            return all.toByteArray();
        }
        return all.toByteArray();
    }

    @Test
    @Tag("amqp091.header.others")
    void otherProtocolsAreAnsweredWithTheRightHeaderAndClosed() throws Exception {
        for (byte[] wrong : new byte[][] {
            {'A', 'M', 'Q', 'P', 2, 1, 0, 0},
            {'A', 'M', 'Q', 'P', 1, 1, 8, 0},
            "GET / HTTP/1.1\r\n\r\n".getBytes(StandardCharsets.US_ASCII)
        }) {
            try (Socket socket = BROKER.socket()) {
                socket.getOutputStream().write(wrong);

                byte[] answer = untilClosed(socket);

                assertTrue(answer.length == 0 || answer.length == 8);
                if (answer.length == 8) {
                    assertArrayEquals(HEADER, answer);
                }
            }
        }
    }

    @Test
    @Tag("amqp091.header.silence")
    void silentPeerIsClosedAfterTheDeadlineOfTheHandshake() throws Exception {
        try (Socket silent = BROKER.socket();
                Socket half = BROKER.socket()) {
            half.getOutputStream().write(HEADER);

            assertEquals(0, untilClosed(silent).length);
            assertTrue(untilClosed(half).length > 100, "connection.start came before the end");
        }
    }

    @Test
    @Tag("amqp091.connection.login-failure")
    void wrongPasswordIsToldAsSuch() {
        ConnectionFactory factory = BROKER.factory();
        factory.setPassword("wrong");

        AuthenticationFailureException failure =
                assertThrows(AuthenticationFailureException.class, () -> BROKER.connect(factory));

        assertTrue(failure.getMessage().contains("ACCESS_REFUSED - Login was refused"), failure.getMessage());
    }

    @Test
    @Tag("amqp091.connection.start")
    void serverNamesItselfAndWhatItCan() throws Exception {
        Connection connection = BROKER.connect();

        Map<String, Object> properties = connection.getServerProperties();

        assertEquals("PortageMQ", ((LongString) properties.get("product")).toString());
        Map<?, ?> capabilities = (Map<?, ?>) properties.get("capabilities");
        for (String capability : new String[] {
            "publisher_confirms",
            "basic.nack",
            "consumer_cancel_notify",
            "connection.blocked",
            "exchange_exchange_bindings",
            "authentication_failure_close",
            "per_consumer_qos"
        }) {
            assertEquals(true, capabilities.get(capability), capability);
        }
    }

    @Test
    @Tag("amqp091.connection.heartbeat")
    void peerThatStopsSendingHeartbeatsIsClosed() throws Exception {
        try (Socket socket = BROKER.socket()) {
            RawFrames.connect(socket, 1);

            byte[] received = untilClosed(socket);

            byte[] heartbeat = {8, 0, 0, 0, 0, 0, 0, (byte) 0xCE};
            byte[] end = java.util.Arrays.copyOfRange(received, received.length - 8, received.length);
            assertArrayEquals(heartbeat, end, "the server sent heartbeats before it gave up");
        }
    }
}
