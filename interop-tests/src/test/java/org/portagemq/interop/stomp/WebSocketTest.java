// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.interop.stomp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.http.WebSocketHandshakeException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Map;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.zip.Deflater;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.portagemq.core.api.Principal;
import org.portagemq.interop.amqp091.BrokerExtension;

class WebSocketTest {

    @RegisterExtension
    static final BrokerExtension BROKER = new BrokerExtension(
            Map.of("ws.origins", "https://shop.example", "limits.message-bytes", "2MiB", "stomp.heartbeat", "1s"));

    @RegisterExtension
    static final BrokerExtension MOBILE = new BrokerExtension(Map.of("ws.text-without-nul", "true"));

    private static final String[] ALL = {"v12.stomp", "v11.stomp", "v10.stomp"};

    private static int port() {
        return BROKER.server().port("ws");
    }

    private static String subscribe(String destination) {
        return StompSocket.subscribe("0", destination, "");
    }

    @ParameterizedTest
    @CsvSource({
        "/ws, 'v12.stomp,v11.stomp,v10.stomp', v12.stomp",
        "/stomp, 'v11.stomp,v10.stomp', v11.stomp",
        "/ws?token=x, v10.stomp, v10.stomp",
        "/ws, other, ''",
    })
    void theServerTakesTheFirstSubprotocolThatItKnows(String path, String offered, String chosen) throws Exception {
        try (WebSocketPeer peer = new WebSocketPeer(port(), path, offered.split(",", -1))) {
            assertEquals(chosen, peer.socket.getSubprotocol());
        }
    }

    @Test
    void aClientMayNameNoSubprotocol() throws Exception {
        try (WebSocketPeer peer = new WebSocketPeer(port(), "/ws", new String[0])) {
            peer.send(StompSocket.connect("1.1"));
            assertEquals("1.1", StompSocket.header(peer.expect("CONNECTED"), "version"));
        }
    }

    private static int refused(String path, String... headers) {
        ExecutionException failure =
                assertThrows(ExecutionException.class, () -> new WebSocketPeer(port(), path, ALL, headers).close());
        return ((WebSocketHandshakeException) failure.getCause()).getResponse().statusCode();
    }

    @Test
    void pagesOfOtherOriginsMayNotConnect() throws Exception {
        assertEquals(403, refused("/ws", "Origin", "https://evil.example"));
        assertEquals(403, refused("/ws", "Origin", "null"));
        for (String origin : new String[] {"https://shop.example", "http://127.0.0.1:" + port()}) {
            new WebSocketPeer(port(), "/ws", ALL, "Origin", origin).close();
        }
    }

    @Test
    void otherPathsAreNotFound() {
        assertEquals(404, refused("/other"));
        assertEquals(404, refused("/ws/info"));
    }

    @Test
    void aRequestWithoutAnUpgradeIsToldSo() throws Exception {
        assertTrue(http("GET /ws HTTP/1.1\r\nHost: x\r\n\r\n").startsWith("HTTP/1.1 426 "));
        assertTrue(http("POST /ws HTTP/1.1\r\nHost: x\r\nContent-Length: 0\r\n\r\n")
                .startsWith("HTTP/1.1 405 "));
        assertTrue(http("CONNECT\naccept-version:1.2\n\n\0").startsWith("HTTP/1.1 400 "));
    }

    private static String http(String request) throws IOException {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port())) {
            socket.setSoTimeout(BrokerExtension.PATIENCE_MS);
            socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
        }
    }

    @Test
    void framesMayBeCutIntoMessagesInAnyWay() throws Exception {
        String queue = "/queue/" + BrokerExtension.name("cut");
        try (WebSocketPeer peer = WebSocketPeer.connected(port())) {
            peer.send(subscribe(queue));
            peer.expect("RECEIPT");
            peer.send("SEND\ndestination:" + queue + "\n\n1^@\nSEND\ndestination:" + queue + "\n\n2^@\n");
            peer.send("SEND\ndest");
            peer.sendPart("ination:" + queue, false);
            peer.sendPart("\n\n3", true);
            peer.sendBinary(new byte[] {'3', 0, '\n'});
            for (String body : new String[] {"1", "2", "33"}) {
                assertEquals(body, StompSocket.body(peer.expect("MESSAGE")));
            }
        }
    }

    @Test
    void bodiesThatAreNoTextComeInBinaryMessages() throws Exception {
        String queue = "/queue/" + BrokerExtension.name("binary");
        byte[] frame = ("SEND\ndestination:" + queue + "\ncontent-length:3\n\n\u00ff\0\u00fe\0")
                .getBytes(StandardCharsets.ISO_8859_1);
        try (WebSocketPeer peer = WebSocketPeer.connected(port())) {
            peer.send(subscribe(queue));
            peer.expect("RECEIPT");
            peer.sendBinary(frame);
            WebSocketPeer.Received message = peer.next();
            assertEquals("binary", message.kind());
            assertTrue(message.text().endsWith("\ncontent-length:3\n\n\u00ff\0\u00fe\0"), message.text());
            peer.send("SEND\ndestination:" + queue + "\n\ngr\u00fcn^@");
            assertTrue(peer.expect("MESSAGE").endsWith("\ncontent-length:5\n\ngr\u00fcn"));
        }
    }

    @Test
    void bodiesUpToTheLimitOfMessagesGoThrough() throws Exception {
        String queue = "/queue/" + BrokerExtension.name("large");
        String body = "0123456789abcdef".repeat(128 * 1024);
        try (WebSocketPeer peer = WebSocketPeer.connected(port())) {
            peer.send(subscribe(queue));
            peer.expect("RECEIPT");
            peer.send("SEND\ndestination:" + queue + "\n\n" + body + "^@");
            assertEquals(body, StompSocket.body(peer.expect("MESSAGE")));
            peer.send("SEND\ndestination:" + queue + "\n\n" + body + "x^@");
            assertTrue(peer.expect("ERROR").contains("message:frame too large"));
            assertEquals(new WebSocketPeer.Received("close", "1008"), peer.next());
        }
    }

    @Test
    void pingsAreAnswered() throws Exception {
        try (WebSocketPeer peer = WebSocketPeer.connected(port())) {
            peer.socket.sendPing(ByteBuffer.wrap(new byte[] {'x'})).join();
            assertEquals(new WebSocketPeer.Received("pong", "x"), peer.next());
        }
    }

    @Test
    void heartBeatsAreMessagesOfTheirOwnAndSilenceIsDeath() throws Exception {
        try (WebSocketPeer peer = new WebSocketPeer(port(), "/ws", ALL)) {
            peer.send("CONNECT\naccept-version:1.2\nlogin:guest\npasscode:guest\nheart-beat:1000,1000\n\n^@");
            peer.expect("CONNECTED");
            assertEquals(new WebSocketPeer.Received("text", "\n"), peer.next());
            WebSocketPeer.Received last = peer.next();
            while (last.text().equals("\n")) {
                last = peer.next();
            }
            assertEquals("close", last.kind());
        }
    }

    @Test
    void aRegularEndIsSaidAsOne() throws Exception {
        try (WebSocketPeer peer = WebSocketPeer.connected(port())) {
            peer.send("DISCONNECT\n\n^@");
            assertEquals(new WebSocketPeer.Received("close", "1000"), peer.next());
        }
    }

    @Test
    void theHandshakeMayHoldTheLogin() throws Exception {
        String login = Base64.getEncoder().encodeToString("guest:guest".getBytes(StandardCharsets.UTF_8));
        try (WebSocketPeer peer = new WebSocketPeer(port(), "/ws", ALL, "Authorization", "Basic " + login)) {
            peer.send("CONNECT\naccept-version:1.2\n\n^@");
            peer.expect("CONNECTED");
        }
        try (WebSocketPeer peer = new WebSocketPeer(port(), "/ws", ALL, "Authorization", "Bearer x")) {
            peer.send("CONNECT\naccept-version:1.2\n\n^@");
            assertTrue(peer.expect("ERROR").contains("message:access refused"));
        }
    }

    @Test
    void aTokenLogsInByHeaderOrQuery() throws Exception {
        String token = BROKER.server().users().issueToken("guest", BrokerExtension.name("token"), Principal.FOR_EVER);
        try (WebSocketPeer peer = new WebSocketPeer(port(), "/ws", ALL, "Authorization", "Bearer " + token)) {
            peer.send("CONNECT\naccept-version:1.2\n\n^@");
            peer.expect("CONNECTED");
        }
        try (WebSocketPeer peer = new WebSocketPeer(port(), "/ws?access_token=" + token, ALL)) {
            peer.send("CONNECT\naccept-version:1.2\n\n^@");
            peer.expect("CONNECTED");
        }
    }

    @Test
    void aConnectionEndsWhenItsTokenExpires() throws Exception {
        String token = BROKER.server()
                .users()
                .issueToken("guest", BrokerExtension.name("token"), System.currentTimeMillis() + 1_500);
        try (WebSocketPeer peer = new WebSocketPeer(port(), "/ws", ALL, "Authorization", "Bearer " + token)) {
            peer.send("CONNECT\naccept-version:1.2\n\n^@");
            peer.expect("CONNECTED");
            assertTrue(peer.expect("ERROR").contains("message:token expired"));
        }
    }

    @Test
    void platformsThatCutTextAtItsNulAreServedWhereThatIsSet() throws Exception {
        String queue = "/queue/" + BrokerExtension.name("cut");
        try (WebSocketPeer peer = new WebSocketPeer(MOBILE.server().port("ws"), "/ws", ALL)) {
            peer.send("CONNECT\naccept-version:1.2\nlogin:guest\npasscode:guest\n\n");
            peer.expect("CONNECTED");
            peer.send("SEND\ndestination:" + queue + "\n\nshort");
            peer.send("SEND\ndestination:" + queue + "\ncontent-length:5\n\nsized");
            peer.send("SEND\ndestination:" + queue + "\n\nwhole^@");
            peer.send(StompSocket.subscribe("0", queue, "").replace("^@", ""));
            peer.expect("RECEIPT");
            for (String body : new String[] {"short", "sized", "whole"}) {
                assertEquals(body, StompSocket.body(peer.expect("MESSAGE")));
            }
        }
    }

    @Test
    void littleIsTakenBeforeTheLogin() throws Exception {
        try (WebSocketPeer peer = new WebSocketPeer(port(), "/ws", ALL)) {
            try {
                peer.sendPart("CONNECT\n" + "h:x\n".repeat(20_000), false);
            } catch (CompletionException closedMeanwhile) {
                assertInstanceOf(IOException.class, closedMeanwhile.getCause());
            }
            assertEquals("close", peer.next().kind());
        }
    }

    @Test
    void whatIsInflatedHasTheLimitOfAMessage() throws Exception {
        String login = "CONNECT\naccept-version:1.2\nlogin:guest\npasscode:guest\n\n\0";
        assertRefusesInflated(
                compressedFrame(login.getBytes(StandardCharsets.US_ASCII)), compressedFrame(new byte[12 << 20]));
    }

    @Test
    void whatIsInflatedBeforeTheLoginHasTheLimitOfALogin() throws Exception {
        byte[] end = assertRefusesInflated(new byte[0], compressedFrame(new byte[20 << 10]));
        assertEquals("03f1", HexFormat.of().formatHex(end, 2, 4));
    }

    private static byte[] assertRefusesInflated(byte[] before, byte[] bomb) throws Exception {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port())) {
            socket.setSoTimeout(BrokerExtension.PATIENCE_MS);
            OutputStream out = socket.getOutputStream();
            String request = String.join(
                    "\r\n",
                    "GET /ws HTTP/1.1",
                    "Host: x",
                    "Upgrade: websocket",
                    "Connection: Upgrade",
                    "Sec-WebSocket-Version: 13",
                    "Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==",
                    "Sec-WebSocket-Extensions: permessage-deflate",
                    "",
                    "");
            out.write(request.getBytes(StandardCharsets.US_ASCII));
            StringBuilder answer = new StringBuilder();
            while (answer.indexOf("\r\n\r\n") < 0) {
                answer.append((char) socket.getInputStream().read());
            }
            assertTrue(answer.toString().contains("permessage-deflate"), answer.toString());
            if (before.length > 0) {
                out.write(before);
                // The second byte of the answer says how long it is.
                socket.getInputStream().skipNBytes(socket.getInputStream().readNBytes(2)[1]);
            }
            out.write(bomb);
            // A frame that closes, and nothing else.
            byte[] end = socket.getInputStream().readAllBytes();
            assertEquals((byte) 0x88, end[0], () -> HexFormat.of().formatHex(end));
            assertEquals(end[1] + 2, end.length, () -> HexFormat.of().formatHex(end));
            return end;
        } finally {
            WebSocketPeer.connected(port()).close();
        }
    }

    /** A final, compressed, masked frame of text. */
    private static byte[] compressedFrame(byte[] content) {
        Deflater deflater = new Deflater(Deflater.BEST_COMPRESSION, true);
        deflater.setInput(content);
        byte[] packed = new byte[1 << 20];
        int length = deflater.deflate(packed, 0, packed.length, Deflater.SYNC_FLUSH) - 4;
        deflater.end();
        ByteBuffer frame = ByteBuffer.allocate(8 + length);
        frame.put((byte) 0xC1);
        if (length < 126) {
            frame.put((byte) (0x80 | length));
        } else {
            frame.put((byte) (0x80 | 126)).putShort((short) length);
        }
        frame.putInt(0);
        frame.put(packed, 0, length);
        return Arrays.copyOf(frame.array(), frame.position());
    }
}
