// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.amqp.v10;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import org.apache.qpid.proton.amqp.Binary;
import org.apache.qpid.proton.amqp.Symbol;
import org.apache.qpid.proton.amqp.UnsignedInteger;
import org.apache.qpid.proton.amqp.messaging.Source;
import org.apache.qpid.proton.amqp.messaging.Target;
import org.apache.qpid.proton.amqp.security.SaslInit;
import org.apache.qpid.proton.amqp.transport.Attach;
import org.apache.qpid.proton.amqp.transport.Begin;
import org.apache.qpid.proton.amqp.transport.Disposition;
import org.apache.qpid.proton.amqp.transport.Flow;
import org.apache.qpid.proton.amqp.transport.Open;
import org.apache.qpid.proton.amqp.transport.Role;
import org.apache.qpid.proton.amqp.transport.Transfer;
import org.apache.qpid.proton.codec.AMQPDefinedTypes;
import org.apache.qpid.proton.codec.DecoderImpl;
import org.apache.qpid.proton.codec.EncoderImpl;
import org.portagemq.amqp.engine.FakeSocket;
import org.portagemq.core.api.Authenticator;
import org.portagemq.core.api.BrokerException;
import org.portagemq.core.api.ConnectionInfo;
import org.portagemq.core.api.ErrorCode;
import org.portagemq.core.api.Payload;
import org.portagemq.core.api.Principal;
import org.portagemq.core.engine.World;

/** A client at the other end of a {@link Connection10} without a network, which writes each frame by hand. */
final class Peer extends FakeSocket implements Outlet10 {

    static final Limits10 LIMITS = new Limits10(8_192, 4, 5, 0, 100_000, 10, 3, true, "PortageMQ", "1.2.3");

    private static final int AMQP = 0;
    private static final int SASL = 1;

    /** A frame that the server sent: its performative, and what follows. */
    record Received(int channel, Object performative, Payload rest) {

        byte[] payload() {
            return rest.array();
        }
    }

    final Connection10 connection;

    private final World world;
    private final Executor executor;
    private final ByteBuf out = Unpooled.buffer();
    private final Set<String> taken;
    private final List<String> names = new ArrayList<>();
    private final DecoderImpl decoder = new DecoderImpl();
    private final EncoderImpl encoder = new EncoderImpl(decoder);

    /**
     * @param taken names that connections of the broker have taken
     * @param anonymous as whom those are let in that prove nothing
     */
    Peer(World world, Set<String> taken, Optional<String> anonymous) {
        this.world = world;
        this.taken = taken;
        this.executor = world.connection();
        AMQPDefinedTypes.registerAllTypes(decoder, encoder);
        org.apache.qpid.proton.codec.security.SaslInitType.register(decoder, encoder);
        org.apache.qpid.proton.codec.security.SaslMechanismsType.register(decoder, encoder);
        org.apache.qpid.proton.codec.security.SaslOutcomeType.register(decoder, encoder);
        this.connection = new Connection10(
                world.broker(),
                new Passwords(anonymous),
                LIMITS,
                ConnectionInfo.embedded(),
                this,
                executor,
                world::wallMs,
                () -> world.wallMs() * 1_000_000);
    }

    /** One that has opened its connection, without a login. */
    static Peer opened(World world, Set<String> taken, String container, Symbol... desired) {
        Peer peer = new Peer(world, taken, Optional.of("user"));
        peer.on(peer.connection::startWithoutLogin);
        peer.skip(8);
        Open open = new Open();
        open.setContainerId(container);
        open.setDesiredCapabilities(desired);
        peer.send(0, open);
        return peer;
    }

    Peer begun() {
        expect(Open.class);
        begin(0);
        return this;
    }

    Begin begin(int channel) {
        Begin begin = new Begin();
        begin.setNextOutgoingId(UnsignedInteger.ZERO);
        begin.setIncomingWindow(UnsignedInteger.valueOf(1_000));
        begin.setOutgoingWindow(UnsignedInteger.valueOf(1_000));
        send(channel, begin);
        return expect(Begin.class);
    }

    /** Users have the password {@code secret}. */
    private record Passwords(Optional<String> anonymousUser) implements Authenticator {

        @Override
        public CompletionStage<Principal> authenticate(String name, byte[] password, ConnectionInfo info) {
            return new String(password, StandardCharsets.UTF_8).equals("secret")
                    ? CompletableFuture.completedFuture(new Principal(name, Set.of()))
                    : CompletableFuture.failedFuture(
                            new BrokerException(ErrorCode.ACCESS_REFUSED, "wrong password of " + name));
        }

        @Override
        public CompletionStage<Principal> admit(String name, ConnectionInfo info) {
            return CompletableFuture.completedFuture(new Principal(name, Set.of()));
        }
    }

    // Links and messages.

    /** A link of the peer from a node. */
    Attach receiver(int handle, String name, Source source) {
        return attach(0, handle, name, Role.RECEIVER, source, new Target());
    }

    Attach receiver(int handle, String address) {
        Source source = new Source();
        source.setAddress(address);
        return receiver(handle, "r" + handle, source);
    }

    /** A link of the peer to a node. */
    Attach sender(int handle, String address) {
        Target target = new Target();
        target.setAddress(address);
        return sender(handle, target);
    }

    Attach sender(int handle, org.apache.qpid.proton.amqp.transport.Target target) {
        Attach attach = attach(0, handle, "s" + handle, Role.SENDER, new Source(), target);
        if (attach.getTarget() != null) {
            expect(Flow.class);
        }
        return attach;
    }

    Attach attach(
            int channel,
            int handle,
            String name,
            Role role,
            Source source,
            org.apache.qpid.proton.amqp.transport.Target target) {
        send(channel, link(handle, name, role, source, target));
        return expect(Attach.class);
    }

    /** An attach of the peer's, which is not sent. */
    static Attach link(
            int handle, String name, Role role, Source source, org.apache.qpid.proton.amqp.transport.Target target) {
        Attach attach = new Attach();
        attach.setName(name);
        attach.setHandle(UnsignedInteger.valueOf(handle));
        attach.setRole(role);
        attach.setSource(source);
        attach.setTarget(target);
        if (role == Role.SENDER) {
            attach.setInitialDeliveryCount(UnsignedInteger.ZERO);
        }
        return attach;
    }

    Transfer transfer(int handle, int id) {
        Transfer transfer = new Transfer();
        transfer.setHandle(UnsignedInteger.valueOf(handle));
        transfer.setDeliveryId(UnsignedInteger.valueOf(id));
        transfer.setDeliveryTag(new Binary(new byte[] {(byte) id}));
        transfer.setMessageFormat(UnsignedInteger.ZERO);
        return transfer;
    }

    /** Sends a text. */
    void send(int handle, int id, String text) {
        send(0, transfer(handle, id), text(text));
    }

    static byte[] text(String text) {
        return Codec.write(new org.apache.qpid.proton.amqp.messaging.AmqpValue(text));
    }

    void credit(int handle, int credit, int deliveryCount, boolean drain) {
        Flow flow = new Flow();
        flow.setNextIncomingId(UnsignedInteger.ZERO);
        flow.setIncomingWindow(UnsignedInteger.valueOf(1_000));
        flow.setNextOutgoingId(UnsignedInteger.ZERO);
        flow.setOutgoingWindow(UnsignedInteger.valueOf(1_000));
        flow.setHandle(UnsignedInteger.valueOf(handle));
        flow.setDeliveryCount(UnsignedInteger.valueOf(deliveryCount));
        flow.setLinkCredit(UnsignedInteger.valueOf(credit));
        flow.setDrain(drain);
        send(0, flow);
    }

    void settle(Role role, int id, boolean settled, org.apache.qpid.proton.amqp.transport.DeliveryState state) {
        Disposition disposition = new Disposition();
        disposition.setRole(role);
        disposition.setFirst(UnsignedInteger.valueOf(id));
        disposition.setSettled(settled);
        disposition.setState(state);
        send(0, disposition);
    }

    /** The text of a message that comes next. */
    String text() {
        return text(nextOf(Transfer.class));
    }

    static String text(Received transfer) {
        Sections sections = new Sections(transfer.payload());
        while (sections.next()) {
            if (sections.code() == Sections.VALUE) {
                return (String) Codec.read(
                                org.apache.qpid.proton.amqp.messaging.AmqpValue.class,
                                transfer.payload(),
                                sections.start(),
                                sections.end())
                        .getValue();
            }
        }
        throw new AssertionError("no text in the message");
    }

    // Frames.

    void send(int channel, Object performative) {
        send(channel, performative, new byte[0]);
    }

    void send(int channel, Object performative, byte[] payload) {
        sendRaw(frame(AMQP, channel, performative, payload));
    }

    /** On channel 0, in one read. */
    void sendAtOnce(Object... performatives) {
        ByteBuf octets = Unpooled.buffer();
        for (Object performative : performatives) {
            octets.writeBytes(frame(AMQP, 0, performative, new byte[0]));
        }
        byte[] all = new byte[octets.readableBytes()];
        octets.readBytes(all);
        sendRaw(all);
    }

    void sendSasl(SaslInit init) {
        sendRaw(frame(SASL, 0, init, new byte[0]));
    }

    byte[] frame(int type, int channel, Object performative, byte[] payload) {
        ByteBuffer body = ByteBuffer.allocate(16 * 1024);
        encoder.setByteBuffer(body);
        encoder.writeObject(performative);
        int size = 8 + body.position() + payload.length;
        ByteBuffer frame = ByteBuffer.allocate(size);
        frame.putInt(size).put((byte) 2).put((byte) type).putShort((short) channel);
        frame.put(body.array(), 0, body.position()).put(payload);
        return frame.array();
    }

    void sendRaw(byte[] octets) {
        on(() -> {
            connection.receive(Unpooled.copiedBuffer(octets));
            connection.endBatch();
        });
    }

    void on(Runnable call) {
        world.on(executor, call);
        world.settle();
    }

    /** The next frame, which is of the type. */
    <T> T expect(Class<T> type) {
        return type.cast(nextOf(type).performative());
    }

    Received nextOf(Class<?> type) {
        Received received = next();
        assertNotNull(received, () -> type.getSimpleName() + " expected, and nothing came");
        assertEquals(
                type.getSimpleName(), received.performative().getClass().getSimpleName(), () -> received.performative()
                        .toString());
        return received;
    }

    /** The next frame that is no sign of life; null when there is none. */
    Received next() {
        world.settle();
        while (out.readableBytes() >= 8) {
            int size = out.getInt(out.readerIndex());
            byte[] frame = new byte[size];
            out.readBytes(frame);
            int start = (frame[4] & 0xFF) * 4;
            if (size > start) {
                int channel = ((frame[6] & 0xFF) << 8) | (frame[7] & 0xFF);
                ByteBuffer body = ByteBuffer.wrap(frame, start, size - start);
                decoder.setByteBuffer(body);
                Object performative = decoder.readObject();
                byte[] payload = new byte[body.remaining()];
                body.get(payload);
                return new Received(channel, performative, Payload.of(payload));
            }
        }
        return null;
    }

    void expectNothing() {
        Received more = next();
        assertEquals(null, more, () -> more.performative().toString());
    }

    /** A header that the server sent. */
    String header() {
        byte[] header = new byte[8];
        out.readBytes(header);
        return new String(header, 0, 4, StandardCharsets.US_ASCII) + header[4] + header[5] + header[6] + header[7];
    }

    void skip(int bytes) {
        out.skipBytes(bytes);
    }

    @Override
    public void write(ByteBuffer bytes) {
        out.writeBytes(bytes);
    }

    @Override
    public void resume() {
        // The tests send nothing behind a login that is checked.
    }

    @Override
    public boolean takeName(String name) {
        return taken.add(name) && names.add(name);
    }

    @Override
    public void giveBackNames() {
        names.forEach(taken::remove);
        names.clear();
    }

    @Override
    public void after(long delayMs, Runnable task) {
        // Tests of this engine look at what comes without waiting.
        executor.execute(task);
    }
}
