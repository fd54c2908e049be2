// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.stomp.session;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import org.portagemq.core.api.Authenticator;
import org.portagemq.core.api.BrokerException;
import org.portagemq.core.api.ConnectionInfo;
import org.portagemq.core.api.ErrorCode;
import org.portagemq.core.api.Principal;
import org.portagemq.core.engine.World;
import org.portagemq.stomp.wire.WireLimits;

/** A client at the other end of a {@link StompConnection} without a network: bytes in, bytes out. */
final class Peer implements Outlet {

    static final StompLimits LIMITS = new StompLimits(
            new WireLimits(1_000, 4_000, 32, 100_000),
            1_000,
            5,
            10,
            20,
            2,
            Duration.ofSeconds(10),
            "/",
            true,
            "PortageMQ/1.2.3");

    /** A frame that the server sent, as its bytes are: without any escape taken out. */
    record Received(String command, Map<String, String> headers, String body) {

        String header(String name) {
            return headers.get(name);
        }
    }

    final StompConnection connection;
    Optional<String> certified = Optional.empty();
    Optional<String> authorization = Optional.empty();
    Duration expiry;
    Duration silence;
    Duration interval;
    Duration closeAfter;
    boolean established;
    boolean closed;
    boolean reading = true;
    long pending;
    final List<String> writes = new ArrayList<>();

    private final boolean framed;
    private final World world;
    private final Executor executor;
    private final ByteBuf out = Unpooled.buffer();

    Peer(World world) {
        this(world, LIMITS);
    }

    Peer(World world, StompLimits limits) {
        this(world, limits, false);
    }

    /** One whose transport has messages. */
    static Peer framed(World world) {
        return new Peer(world, LIMITS, true);
    }

    private Peer(World world, StompLimits limits, boolean framed) {
        this.framed = framed;
        this.world = world;
        this.executor = world.connection();
        this.connection = new StompConnection(
                world.broker(), new Passwords(), limits, ConnectionInfo.embedded(), this, executor, world::wallMs);
    }

    /** One that has logged in. */
    static Peer connected(World world, String version) {
        return connected(world, version, "");
    }

    static Peer connected(World world, String version, String moreHeaders) {
        Peer peer = new Peer(world);
        peer.send("CONNECT\naccept-version:" + version + "\nhost:/\nlogin:user\npasscode:secret\n" + moreHeaders
                + "\n^@");
        assertEquals("CONNECTED", peer.next().command());
        return peer;
    }

    /** Users have the password {@code secret}. */
    private static final class Passwords implements Authenticator {

        @Override
        public CompletionStage<Principal> authenticate(String name, byte[] password, ConnectionInfo info) {
            return new String(password, StandardCharsets.UTF_8).equals("secret")
                    ? CompletableFuture.completedFuture(new Principal(name, Set.of()))
                    : CompletableFuture.failedFuture(
                            new BrokerException(ErrorCode.ACCESS_REFUSED, "wrong password of " + name));
        }

        /** Tokens are their user's name and, behind a colon, when they expire. */
        @Override
        public CompletionStage<Principal> authenticateToken(String token, ConnectionInfo info) {
            String[] parts = token.split(":", -1);
            return parts.length == 2
                    ? CompletableFuture.completedFuture(new Principal(parts[0], Set.of(), Long.parseLong(parts[1])))
                    : CompletableFuture.failedFuture(new BrokerException(ErrorCode.ACCESS_REFUSED, "unknown token"));
        }

        @Override
        public CompletionStage<Principal> admit(String name, ConnectionInfo info) {
            return CompletableFuture.completedFuture(new Principal(name, Set.of()));
        }
    }

    /** Sends text, in which ^@ stands for NUL, as one read. */
    Peer send(String text) {
        return send(text.replace("^@", "\0").getBytes(StandardCharsets.UTF_8));
    }

    Peer send(byte[] bytes) {
        world.on(executor, () -> {
            connection.receive(Unpooled.copiedBuffer(bytes));
            connection.endBatch();
        });
        world.settle();
        return this;
    }

    void on(Runnable call) {
        world.on(executor, call);
        world.settle();
    }

    /** The next frame that the server sent. */
    Received next() {
        world.await("a frame", this::holdsFrame);
        skipEndsOfLines();
        String command = line();
        Map<String, String> headers = new LinkedHashMap<>();
        for (String line = line(); !line.isEmpty(); line = line()) {
            int colon = line.indexOf(':');
            headers.putIfAbsent(line.substring(0, colon), line.substring(colon + 1));
        }
        String length = headers.get("content-length");
        int size = length == null ? out.bytesBefore((byte) 0) : Integer.parseInt(length);
        String body = out.readCharSequence(size, StandardCharsets.UTF_8).toString();
        assertEquals(0, out.readByte());
        return new Received(command, headers, body);
    }

    private boolean holdsFrame() {
        skipEndsOfLines();
        return out.isReadable();
    }

    private void skipEndsOfLines() {
        while (out.isReadable() && out.getByte(out.readerIndex()) == '\n') {
            out.skipBytes(1);
        }
    }

    private String line() {
        int length = out.bytesBefore((byte) '\n');
        assertTrue(length >= 0, "no end of a line");
        String line = out.readCharSequence(length, StandardCharsets.UTF_8).toString();
        out.skipBytes(1);
        return line;
    }

    Received expect(String command) {
        Received received = next();
        assertEquals(command, received.command(), received::toString);
        return received;
    }

    void expectReceipt(String id) {
        assertEquals(id, expect("RECEIPT").header("receipt-id"));
    }

    Received expectMessage(String body) {
        Received message = expect("MESSAGE");
        assertEquals(body, message.body());
        return message;
    }

    /** An ERROR frame, and the end of the connection. */
    Received expectError(String summary) {
        Received error = expect("ERROR");
        assertEquals(summary, error.header("message"), error::toString);
        assertEquals("text/plain", error.header("content-type"));
        assertTrue(closed, "the connection is open still");
        expectNothing();
        return error;
    }

    /** Nothing is on its way, and nothing comes. */
    void expectNothing() {
        world.settle();
        assertEquals("", out.toString(StandardCharsets.UTF_8));
    }

    /** The bytes that came and were not looked at. */
    String raw() {
        String text = out.toString(StandardCharsets.UTF_8);
        out.clear();
        return text;
    }

    @Override
    public ByteBuf buffer() {
        return Unpooled.buffer();
    }

    @Override
    public void write(ByteBuf bytes) {
        writes.add(bytes.toString(StandardCharsets.UTF_8));
        out.writeBytes(bytes);
    }

    @Override
    public boolean framed() {
        return framed;
    }

    @Override
    public void flush() {
        // All is there already.
    }

    @Override
    public long pendingBytes() {
        return pending;
    }

    @Override
    public void reading(boolean wanted) {
        reading = wanted;
    }

    @Override
    public Optional<String> certifiedUser() {
        return certified;
    }

    @Override
    public Optional<String> authorization() {
        return authorization;
    }

    @Override
    public void established() {
        established = true;
    }

    @Override
    public void heartbeats(Duration newSilence, Duration newInterval) {
        silence = newSilence;
        interval = newInterval;
    }

    @Override
    public void expireAfter(Duration time) {
        expiry = time;
    }

    @Override
    public void closeAfter(Duration patience) {
        closeAfter = patience;
    }

    @Override
    public void close(boolean regular) {
        closed = true;
    }
}
