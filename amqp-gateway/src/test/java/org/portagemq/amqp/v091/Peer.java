// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.amqp.v091;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.portagemq.amqp.engine.FakeSocket;
import org.portagemq.amqp.v091.wire.ArgumentReader;
import org.portagemq.amqp.v091.wire.BasicMethod;
import org.portagemq.amqp.v091.wire.ChannelMethod;
import org.portagemq.amqp.v091.wire.ConnectionMethod;
import org.portagemq.amqp.v091.wire.FrameReader;
import org.portagemq.amqp.v091.wire.FrameWriter;
import org.portagemq.amqp.v091.wire.Method;
import org.portagemq.amqp.v091.wire.MethodReader;
import org.portagemq.amqp.v091.wire.ShortStrings;
import org.portagemq.amqp.v091.wire.TableLimits;
import org.portagemq.core.api.Authenticator;
import org.portagemq.core.api.BrokerException;
import org.portagemq.core.api.ConnectionInfo;
import org.portagemq.core.api.ErrorCode;
import org.portagemq.core.api.Payload;
import org.portagemq.core.api.Principal;

/** A client at the other end of a {@link Connection091} without a network: frames in, frames out, tasks by hand. */
final class Peer extends FakeSocket implements Outlet, FrameReader.Sink {

    static final AmqpLimits LIMITS = new AmqpLimits(131_072, 2_047, 60, 1 << 20, 100, 10, 50, Duration.ofMinutes(30));

    static final Map<String, Object> ALL_CAPABILITIES = Map.of(
            "capabilities",
            Map.of("consumer_cancel_notify", true, "connection.blocked", true, "authentication_failure_close", true));

    /** What the server sent: a method on a channel, or the content behind one. */
    record Received(int channel, Method method, String body) {}

    final FakeBroker broker = new FakeBroker();
    final Connection091 connection;
    final Deque<Received> received = new ArrayDeque<>();
    final List<Duration> closeAfter = new ArrayList<>();
    int heartbeatsReceived;
    int heartbeatSeconds = -1;
    Duration tickInterval;
    Runnable tick;

    private final Queue<Runnable> tasks = new ArrayDeque<>();
    private final ByteBuf incoming = Unpooled.buffer();
    private final FrameReader frames = new FrameReader(131_072);
    private final FrameWriter writer = new FrameWriter();
    private final ShortStrings strings = new ShortStrings();

    Peer() {
        this(LIMITS);
    }

    Peer(AmqpLimits limits) {
        Authenticator authenticator = (name, password, info) -> {
            CompletableFuture<Principal> answer = new CompletableFuture<>();
            if (new String(password, StandardCharsets.UTF_8).equals("secret")) {
                answer.complete(new Principal(name, Set.of()));
            } else {
                answer.completeExceptionally(new BrokerException(ErrorCode.ACCESS_REFUSED, "wrong password"));
            }
            return answer;
        };
        connection = new Connection091(
                broker,
                authenticator,
                new ServerIdentity("PortageMQ", "1.2.3"),
                limits,
                ConnectionInfo.embedded(),
                this,
                tasks::add);
        writer.frameMax(131_072);
    }

    static Peer running() {
        return new Peer().open(ALL_CAPABILITIES);
    }

    /** Runs the handshake. */
    Peer open(Map<String, Object> clientProperties) {
        connection.start();
        expect(ConnectionMethod.Start.class);
        login(clientProperties, "secret");
        expect(ConnectionMethod.Tune.class);
        send(0, new ConnectionMethod.TuneOk(2_047, 131_072, 60));
        send(0, new ConnectionMethod.Open("/", "", false));
        expect(ConnectionMethod.OpenOk.class);
        return this;
    }

    void login(Map<String, Object> clientProperties, String password) {
        send(0, new ConnectionMethod.StartOk(clientProperties, "PLAIN", Payload.utf8("\0user\0" + password), "en_US"));
    }

    Peer channel(int number) {
        send(number, new ChannelMethod.Open(""));
        expect(ChannelMethod.OpenOk.class);
        return this;
    }

    /** Sends methods in one read. */
    void send(int channel, Method... methods) {
        ByteBuf out = Unpooled.buffer();
        for (Method method : methods) {
            writer.method(out, channel, method);
        }
        raw(out);
    }

    void publish(int channel, BasicMethod.Publish method, String body) {
        publish(channel, method, Payload.of(new byte[2]), body);
    }

    void publish(int channel, BasicMethod.Publish method, Payload properties, String body) {
        ByteBuf out = Unpooled.buffer();
        writer.method(out, channel, method);
        writer.content(out, channel, properties, Payload.utf8(body));
        raw(out);
    }

    void raw(ByteBuf octets) {
        incoming.writeBytes(octets);
        connection.receive(incoming);
        incoming.discardReadBytes();
        connection.endBatch();
        runTasks();
    }

    /** Lets the broker's answers, and what follows from them, happen. */
    void runTasks() {
        for (Runnable task = tasks.poll(); task != null; task = tasks.poll()) {
            task.run();
        }
    }

    <T extends Method> T expect(Class<T> type) {
        return type.cast(expectContent(type).method());
    }

    Received expectContent(Class<? extends Method> type) {
        runTasks();
        Received next = received.poll();
        assertInstanceOf(type, next == null ? null : next.method(), () -> "then came " + received);
        return next;
    }

    void expectNothing() {
        runTasks();
        assertTrue(received.isEmpty(), () -> "expected nothing, got " + received);
    }

    void expectChannelClosed(int code, String text) {
        ChannelMethod.Close close = expect(ChannelMethod.Close.class);
        assertEquals(code, close.replyCode(), close.replyText());
        assertTrue(close.replyText().contains(text), close.replyText());
    }

    ConnectionMethod.Close expectConnectionClosed(int code) {
        ConnectionMethod.Close close = expect(ConnectionMethod.Close.class);
        assertEquals(code, close.replyCode(), close.replyText());
        return close;
    }

    @Override
    public ByteBuf buffer() {
        return Unpooled.buffer();
    }

    @Override
    public void write(ByteBuf bytes) {
        boolean more = true;
        while (more) {
            more = frames.read(bytes, this);
        }
        assertEquals(0, bytes.readableBytes(), "only whole frames are written");
    }

    @Override
    public void heartbeats(int seconds) {
        heartbeatSeconds = seconds;
    }

    @Override
    public Runnable every(Duration interval, Runnable task) {
        tickInterval = interval;
        tick = task;
        return () -> tick = null;
    }

    @Override
    public void closeAfter(Duration patience) {
        closeAfter.add(patience);
    }

    @Override
    public void method(int channel, ByteBuf payload) {
        int classId = payload.readUnsignedShort();
        int methodId = payload.readUnsignedShort();
        Method method = MethodReader.read(classId, methodId, new ArgumentReader(payload, strings, TableLimits.DEFAULT))
                .orElseThrow();
        assertEquals(0, payload.readableBytes());
        received.add(new Received(channel, method, ""));
    }

    @Override
    public void header(int channel, ByteBuf payload) {
        // The body says enough.
    }

    @Override
    public void body(int channel, ByteBuf payload) {
        Received last = received.removeLast();
        received.add(new Received(channel, last.method(), last.body() + payload.toString(StandardCharsets.UTF_8)));
    }

    @Override
    public void heartbeat() {
        heartbeatsReceived++;
    }
}
