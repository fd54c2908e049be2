// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.interop.stomp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.portagemq.interop.amqp091.BrokerExtension;
import org.portagemq.server.users.Permission;

class TcpTest {

    @RegisterExtension
    static final BrokerExtension BROKER =
            new BrokerExtension(Map.of("stomp.heartbeat", "1s", "transport.handshake-timeout", "2s"));

    private static int port() {
        return BROKER.server().port("stomp");
    }

    private static String destination() {
        return "/queue/" + BrokerExtension.name("tcp");
    }

    @ParameterizedTest
    @ValueSource(strings = {"1.0", "1.1", "1.2"})
    void messagesGoInAndOut(String version) throws Exception {
        String queue = destination();
        try (StompSocket client = StompSocket.connected(port(), version)) {
            client.send(StompSocket.subscribe("0", queue, "ack:client\n"));
            client.expect("RECEIPT");
            client.send("SEND\ndestination:" + queue + "\nfoo:bar\n\nbody^@");
            String message = client.expect("MESSAGE");
            assertEquals("bar", StompSocket.header(message, "foo"));
            assertEquals("body", StompSocket.body(message));
            client.send("DISCONNECT\nreceipt:bye\n\n^@");
            client.expect("RECEIPT");
        }
    }

    @Test
    void anErrorIsReadThoughMoreWasSentBehindIt() throws Exception {
        for (int i = 0; i < 50; i++) {
            try (StompSocket client = new StompSocket(port())) {
                client.send("FOO\n\n^@" + "x".repeat(10_000));
                assertTrue(client.expect("ERROR").contains("message:unknown command"));
                assertEquals(-1, client.read());
            }
        }
    }

    @Test
    void aClientThatDoesNotLogInIsClosed() throws Exception {
        try (StompSocket client = new StompSocket(port())) {
            client.send("CONNECT\naccept-version:1.2\n");
            assertEquals(-1, client.read());
        }
    }

    @Test
    void aClientWithHeartBeatsThatFallsSilentIsClosedAndItsMessagesComeBack() throws Exception {
        String queue = destination();
        try (StompSocket silent = new StompSocket(port());
                StompSocket other = StompSocket.connected(port(), "1.2")) {
            silent.send("CONNECT\naccept-version:1.2\nlogin:guest\npasscode:guest\nheart-beat:1000,0\n\n^@");
            silent.expect("CONNECTED");
            silent.send(StompSocket.subscribe("0", queue, "ack:client\n"));
            silent.expect("RECEIPT");
            other.send("SEND\ndestination:" + queue + "\n\nx^@");
            silent.expect("MESSAGE");
            assertThrows(IOException.class, silent::frame);
            other.send(StompSocket.subscribe("1", queue, ""));
            assertEquals("RECEIPT", other.frame().substring(0, 7));
            assertEquals("true", StompSocket.header(other.expect("MESSAGE"), "redelivered"));
        }
    }

    @Test
    void theServerSendsHeartBeats() throws Exception {
        try (StompSocket client = new StompSocket(port())) {
            client.send("CONNECT\naccept-version:1.2\nlogin:guest\npasscode:guest\nheart-beat:0,1000\n\n^@");
            client.expect("CONNECTED");
            assertEquals('\n', client.read());
            assertEquals('\n', client.read());
        }
    }

    @Test
    void aSubscriberThatDoesNotReadHoldsUpNobody() throws Exception {
        String topic = "/topic/" + BrokerExtension.name("unread");
        String body = "x".repeat(10_000);
        try (StompSocket unreading = StompSocket.connected(port(), "1.2");
                StompSocket reading = StompSocket.connected(port(), "1.2");
                StompSocket sender = StompSocket.connected(port(), "1.2")) {
            unreading.send(StompSocket.subscribe("0", topic, ""));
            unreading.expect("RECEIPT");
            reading.send(StompSocket.subscribe("0", topic, ""));
            reading.expect("RECEIPT");
            for (int i = 0; i < 3_000; i++) {
                sender.send("SEND\ndestination:" + topic + "\n\n" + body + "^@");
                assertEquals(body, StompSocket.body(reading.expect("MESSAGE")));
            }
            for (int i = 0; i < 3_000; i++) {
                unreading.expect("MESSAGE");
            }
        }
    }

    @Test
    void rightsAreThoseOfTheUser() throws Exception {
        String own = BrokerExtension.name("own");
        BROKER.user(own, new Permission("^" + own, "^" + own, "^" + own));
        try (StompSocket client = new StompSocket(port())) {
            client.send("CONNECT\naccept-version:1.2\nlogin:" + own + "\npasscode:" + own + "\n\n^@");
            client.expect("CONNECTED");
            client.send(StompSocket.subscribe("0", "/queue/" + own, ""));
            client.expect("RECEIPT");
            client.send(StompSocket.subscribe("1", "/queue/somebody-elses", ""));
            assertTrue(client.expect("ERROR").contains("message:access refused"));
        }
        try (StompSocket guest = StompSocket.connected(port(), "1.2")) {
            guest.send("SEND\ndestination:/queue/q\nuser-id:" + own + "\n\n^@");
            assertTrue(guest.expect("ERROR").contains("message:invalid header user-id"));
        }
    }

    @Test
    void connectionsComeAndGo() throws Exception {
        for (int i = 0; i < 200; i++) {
            try (StompSocket client = new StompSocket(port())) {
                client.send("CONNECT\n");
            }
        }
        StompSocket.connected(port(), "1.2").close();
    }
}
