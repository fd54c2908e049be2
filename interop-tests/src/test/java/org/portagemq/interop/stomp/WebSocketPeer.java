// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.interop.stomp;

import static org.junit.jupiter.api.Assertions.assertNotNull;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.portagemq.interop.amqp091.BrokerExtension;

/** A WebSocket client that is told of messages, and how they were cut does not matter to it. */
final class WebSocketPeer implements WebSocket.Listener, AutoCloseable {

    /** What came: a whole message, or the end with its code. */
    record Received(String kind, String text) {}

    final WebSocket socket;
    private final BlockingQueue<Received> received = new LinkedBlockingQueue<>();
    private final StringBuilder text = new StringBuilder();
    private final StringBuilder binary = new StringBuilder();

    /** @param headers names and values */
    WebSocketPeer(int port, String path, String[] subprotocols, String... headers) throws Exception {
        this(HttpClient.newHttpClient(), "ws://127.0.0.1:" + port + path, subprotocols, headers);
    }

    WebSocketPeer(HttpClient client, String uri, String[] subprotocols, String... headers) throws Exception {
        WebSocket.Builder builder =
                client.newWebSocketBuilder().connectTimeout(Duration.ofMillis(BrokerExtension.PATIENCE_MS));
        for (int i = 0; i < headers.length; i += 2) {
            builder.header(headers[i], headers[i + 1]);
        }
        if (subprotocols.length > 0) {
            String[] others = Arrays.copyOfRange(subprotocols, 1, subprotocols.length);
            builder.subprotocols(subprotocols[0], others);
        }
        socket = builder.buildAsync(URI.create(uri), this).get(BrokerExtension.PATIENCE_MS, TimeUnit.MILLISECONDS);
    }

    static WebSocketPeer connected(int port) throws Exception {
        WebSocketPeer peer = new WebSocketPeer(port, "/ws", new String[] {"v12.stomp"});
        peer.send(StompSocket.connect("1.2"));
        peer.expect("CONNECTED");
        return peer;
    }

    void send(String frame) {
        sendPart(frame, true);
    }

    void sendPart(String part, boolean last) {
        socket.sendText(part.replace("^@", "\0"), last).join();
    }

    void sendBinary(byte[] bytes) {
        socket.sendBinary(ByteBuffer.wrap(bytes), true).join();
    }

    @Override
    public CompletionStage<?> onText(WebSocket from, CharSequence data, boolean last) {
        text.append(data);
        if (last) {
            received.add(new Received("text", text.toString()));
            text.setLength(0);
        }
        from.request(1);
        return null;
    }

    @Override
    public CompletionStage<?> onBinary(WebSocket from, ByteBuffer data, boolean last) {
        binary.append(StandardCharsets.ISO_8859_1.decode(data));
        if (last) {
            received.add(new Received("binary", binary.toString()));
            binary.setLength(0);
        }
        from.request(1);
        return null;
    }

    @Override
    public CompletionStage<?> onPong(WebSocket from, ByteBuffer data) {
        received.add(new Received("pong", StandardCharsets.UTF_8.decode(data).toString()));
        from.request(1);
        return null;
    }

    @Override
    public CompletionStage<?> onClose(WebSocket from, int code, String reason) {
        received.add(new Received("close", Integer.toString(code)));
        return null;
    }

    @Override
    public void onError(WebSocket from, Throwable error) {
        received.add(new Received("close", error.toString()));
    }

    Received next() throws InterruptedException {
        Received next = received.poll(BrokerExtension.PATIENCE_MS, TimeUnit.MILLISECONDS);
        assertNotNull(next, "nothing came");
        return next;
    }

    /** The next message of text, which is one frame of this command. */
    String expect(String command) throws InterruptedException {
        Received next = next();
        if (!next.text().startsWith(command + "\n") || !next.text().endsWith("\0")) {
            throw new AssertionError("expected a frame " + command + ", not " + next);
        }
        return next.text().substring(0, next.text().length() - 1);
    }

    @Override
    public void close() {
        socket.abort();
    }
}
