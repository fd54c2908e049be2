// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.amqp.v091;

import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.portagemq.amqp.v091.wire.BasicMethod;
import org.portagemq.amqp.v091.wire.ChannelMethod;
import org.portagemq.amqp.v091.wire.ConfirmMethod;
import org.portagemq.amqp.v091.wire.ConnectionMethod;
import org.portagemq.amqp.v091.wire.FieldTables;
import org.portagemq.amqp.v091.wire.FrameWriter;
import org.portagemq.amqp.v091.wire.Method;
import org.portagemq.amqp.v091.wire.QueueMethod;
import org.portagemq.core.api.Payload;

/** Whatever octets come: the connection goes on, or ends with an error of the protocol; never with a fault of ours. */
class HostileInputTest {

    /** More of them, and others, for a long run: -Dfuzz.rounds=1000000 -Dfuzz.seed=7. */
    private static final int ROUNDS = Integer.getInteger("fuzz.rounds", 3_000);

    private static final long SEED = Long.getLong("fuzz.seed", 91_2026);

    @Test
    @Tag("amqp091.wire.fuzz")
    void mutatedConversationsNeverCauseAnInternalError() {
        Random random = new Random(SEED);
        byte[] good = conversation();
        int closed = 0;
        for (int round = 0; round < ROUNDS; round++) {
            byte[] bytes = mutate(good, random);
            Peer peer = Peer.running();
            for (int from = 0; from < bytes.length && !peer.closed; ) {
                int size = Math.min(bytes.length - from, 1 + random.nextInt(200));
                peer.raw(Unpooled.wrappedBuffer(bytes, from, size));
                from += size;
            }
            for (Peer.Received each : peer.received) {
                if (each.method() instanceof ConnectionMethod.Close close) {
                    assertNotEquals(541, close.replyCode(), () -> "round of seed " + SEED + ": " + close);
                    closed++;
                }
            }
        }
        assertTrue(closed > ROUNDS / 6, "connections that ended with an error: " + closed);
    }

    private static byte[] mutate(byte[] good, Random random) {
        byte[] bytes = good.clone();
        for (int flips = 1 + random.nextInt(4); flips > 0; flips--) {
            int at = random.nextInt(bytes.length);
            switch (random.nextInt(3)) {
                case 0 -> bytes[at] = (byte) random.nextInt();
                case 1 -> bytes[at] ^= (byte) (1 << random.nextInt(8));
                default -> bytes[at] = (byte) (random.nextBoolean() ? 0xFF : 0);
            }
        }
        return bytes;
    }

    private static byte[] conversation() {
        FrameWriter writer = new FrameWriter();
        ByteBuf out = Unpooled.buffer();
        List<Method> methods = List.of(
                new ChannelMethod.Open(""),
                new QueueMethod.Declare(0, "q", false, true, false, false, true, Map.of("x-foo", List.of(1, "a"))),
                new QueueMethod.Bind(0, "q", "amq.headers", "k", true, Map.of("x-match", "all", "n", 5)),
                new ConfirmMethod.Select(false),
                new BasicMethod.Qos(0, 10, true),
                new BasicMethod.Consume(0, "q", "tag", false, false, false, true, Map.of()),
                new BasicMethod.Get(0, "q", false),
                new BasicMethod.Ack(0, true));
        methods.forEach(method -> writer.method(out, 1, method));
        byte[] table = FieldTables.encode(Map.of("CC", List.of("more"), "deep", Map.of("a", Map.of("b", 1L))))
                .array();
        ByteBuf properties =
                Unpooled.buffer().writeShort(3 << 12).writeBytes(table).writeByte(2);
        writer.method(out, 1, new BasicMethod.Publish(0, "e", "key", true, false));
        writer.content(out, 1, Payload.of(ByteBufUtil.getBytes(properties)), Payload.utf8("body".repeat(20)));
        writer.heartbeat(out);
        writer.method(out, 1, new ChannelMethod.Close(200, "done", 0, 0));
        return ByteBufUtil.getBytes(out);
    }

    @Test
    @Tag("amqp091.wire.memory")
    void announcedBodiesTakeNoMemoryBeforeTheyCome() {
        AmqpLimits limits = new AmqpLimits(131_072, 2_047, 60, 512 << 20, 100, 10, 50, Duration.ZERO);
        Peer peer = new Peer(limits).open(Map.of());
        // All together announce a terabyte.
        for (int channel = 1; channel <= 2_000; channel++) {
            ByteBuf out = Unpooled.buffer();
            FrameWriter writer = new FrameWriter();
            writer.method(out, channel, new ChannelMethod.Open(""));
            writer.method(out, channel, new BasicMethod.Publish(0, "", "q", false, false));
            out.writeByte(2).writeShort(channel).writeInt(14);
            out.writeShort(60).writeShort(0).writeLong(512 << 20).writeShort(0).writeByte(0xCE);
            peer.raw(out);
            peer.expect(ChannelMethod.OpenOk.class);
        }

        peer.expectNothing();
    }

    @Test
    @Tag("amqp091.wire.memory")
    void unfinishedBodiesOfAllChannelsTogetherAreBounded() {
        int limit = 1 << 20;
        AmqpLimits limits = new AmqpLimits(131_072, 2_047, 60, limit, 100, 10, 50, Duration.ZERO);
        Peer peer = new Peer(limits).open(Map.of());
        int channel = 0;
        while (peer.received.isEmpty() && channel < 100) {
            peer.channel(++channel);
            peer.raw(unfinished(channel, limit));
        }

        assertTrue(channel > 16, "bodies under way: " + channel);
        peer.expectConnectionClosed(506);
    }

    @Test
    void bodiesThatAreFinishedOrGivenUpTakeNothingOfTheBound() {
        Peer peer = Peer.running();
        for (int round = 0; round < 100; round++) {
            peer.channel(1);
            peer.publish(1, new BasicMethod.Publish(0, "", "q", false, false), "x".repeat(900_000));
            peer.send(1, new ChannelMethod.Close(200, "", 0, 0));
            peer.expect(ChannelMethod.CloseOk.class);
        }

        peer.expectNothing();
    }

    /** A message of which all but the last octets come. */
    private static ByteBuf unfinished(int channel, int size) {
        ByteBuf out = Unpooled.buffer();
        new FrameWriter().method(out, channel, new BasicMethod.Publish(0, "", "q", false, false));
        out.writeByte(2).writeShort(channel).writeInt(14);
        out.writeShort(60).writeShort(0).writeLong(size).writeShort(0).writeByte(0xCE);
        for (int sent = 0; sent + 100_000 < size; sent += 100_000) {
            out.writeByte(3)
                    .writeShort(channel)
                    .writeInt(100_000)
                    .writeZero(100_000)
                    .writeByte(0xCE);
        }
        return out;
    }
}
