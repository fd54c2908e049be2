// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.amqp.v091.wire;

import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import java.lang.management.ManagementFactory;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.portagemq.amqp.v091.Methods;
import org.portagemq.core.api.Payload;

/**
 * Good octets of every kind, changed in many ways, for the decoders. The same inputs in each run; more of them with
 * -Dfuzz.rounds and -Dfuzz.seed, and those that coverage leads to with scripts/fuzz.
 */
class WireFuzzTest {

    private static final int ROUNDS = Integer.getInteger("fuzz.rounds", 60_000);
    private static final long SEED = Long.getLong("fuzz.seed", 91_2026);

    /** What may be taken whatever comes, and for each octet that came: an empty table is 7 octets long. */
    private static final long BYTES_AT_ONCE = 64 << 10;

    private static final long BYTES_PER_OCTET = 128;

    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    private static final String EVERY_TYPE = "tbBsuUIilLfdDTSAFxV";

    @Test
    @Tag("amqp091.wire.fuzz")
    void mutatedOctetsAreReadOrRefusedWithinBounds() {
        Random random = new Random(SEED);
        List<byte[]> good = seeds();
        // Once without counting: classes are loaded.
        good.forEach(WireFuzzTarget::fuzzerTestOneInput);
        good.forEach(WireFuzzTest::run);
        for (int round = 0; round < ROUNDS; round++) {
            byte[] octets = good.get(random.nextInt(good.size()));
            for (int changes = 1 + random.nextInt(4); changes > 0; changes--) {
                octets = change(octets, good, random);
            }
            run(octets);
        }
        assertTrue(good.size() > 60, "seeds: " + good.size());
    }

    /** Whatever lengths the octets tell: no more memory is taken than those that came allow. */
    private static void run(byte[] octets) {
        long before = THREADS.getCurrentThreadAllocatedBytes();
        try {
            WireFuzzTarget.fuzzerTestOneInput(octets);
        } catch (RuntimeException failed) {
            throw new AssertionError(HexFormat.of().formatHex(octets), failed);
        }
        long taken = THREADS.getCurrentThreadAllocatedBytes() - before;
        assertTrue(
                taken <= BYTES_AT_ONCE + BYTES_PER_OCTET * octets.length,
                () -> taken + " bytes for " + HexFormat.of().formatHex(octets));
    }

    private static byte[] change(byte[] octets, List<byte[]> good, Random random) {
        int at = random.nextInt(octets.length);
        byte[] changed = octets.clone();
        switch (random.nextInt(7)) {
            case 0 -> changed[at] = (byte) random.nextInt();
            case 1 -> changed[at] ^= (byte) (1 << random.nextInt(8));
            case 2 -> changed[at] = (byte) (random.nextBoolean() ? 0xFF : 0);
            case 3 -> changed[at] = (byte) EVERY_TYPE.charAt(random.nextInt(EVERY_TYPE.length()));
            case 4 -> changed = Arrays.copyOf(octets, Math.max(1, at));
            case 5 -> changed = join(octets, at, good.get(random.nextInt(good.size())), random);
            default -> changed = join(octets, at, octets, random);
        }
        return changed;
    }

    /** The beginning of one, and the end of the other. */
    private static byte[] join(byte[] first, int at, byte[] second, Random random) {
        int from = random.nextInt(second.length);
        byte[] joined = Arrays.copyOf(first, Math.max(1, at) + second.length - from);
        System.arraycopy(second, from, joined, Math.max(1, at), second.length - from);
        return joined;
    }

    static List<byte[]> seeds() {
        List<byte[]> seeds = new ArrayList<>();
        FrameWriter writer = new FrameWriter();
        for (Method method : Methods.all()) {
            ByteBuf plain = Unpooled.buffer().writeShort(method.classId()).writeShort(method.methodId());
            method.write(new ArgumentWriter(plain));
            seeds.add(input(WireFuzzTarget.METHOD, plain));
            ByteBuf framed = Unpooled.buffer();
            writer.method(framed, 1, method);
            seeds.add(input(WireFuzzTarget.FRAMES, framed));
        }
        ByteBuf table = everyType();
        seeds.add(input(WireFuzzTarget.TABLE, table.duplicate()));
        seeds.add(input(WireFuzzTarget.HEADER, everyProperty(table)));
        ByteBuf content = Unpooled.buffer();
        writer.content(content, 1, ContentHeader.plain(true, 1), Payload.utf8("body"));
        writer.heartbeat(content);
        seeds.add(input(WireFuzzTarget.FRAMES, content));
        return seeds;
    }

    private static byte[] input(int what, ByteBuf octets) {
        return ByteBufUtil.getBytes(Unpooled.wrappedBuffer(Unpooled.buffer(1).writeByte(what), octets));
    }

    /** The fields of a table with all that is written, and the types that are only read. */
    private static ByteBuf everyType() {
        Map<String, Object> written = new LinkedHashMap<>();
        written.put("t", true);
        written.put("b", (byte) 1);
        written.put("s", (short) 2);
        written.put("I", 3);
        written.put("l", 4L);
        written.put("f", 5f);
        written.put("d", 6d);
        written.put("D", new BigDecimal("7.8"));
        written.put("T", Instant.ofEpochSecond(9));
        written.put("S", "text");
        written.put("A", List.of(1, "a", List.of(2L)));
        written.put("F", Map.of("inner", Map.of("deep", 1)));
        written.put("x", Payload.of(new byte[] {1, (byte) 0xFF}));
        written.put("V", null);
        ByteBuf fields = Unpooled.buffer();
        FieldTables.write(fields, written);
        fields.skipBytes(4);
        for (String type : List.of("B", "u", "U", "i", "L")) {
            fields.writeByte(1).writeBytes(type.getBytes(StandardCharsets.US_ASCII));
            fields.writeBytes(type.getBytes(StandardCharsets.US_ASCII));
            fields.writeZero(
                    switch (type) {
                        case "B" -> 1;
                        case "u", "U" -> 2;
                        case "i" -> 4;
                        default -> 8;
                    });
        }
        return fields;
    }

    private static ByteBuf everyProperty(ByteBuf table) {
        ByteBuf header = Unpooled.buffer().writeShort(60).writeShort(0).writeLong(5);
        header.writeShort(0xFFFC);
        text(header, "text/plain");
        text(header, "gzip");
        header.writeInt(table.readableBytes()).writeBytes(table.duplicate());
        header.writeByte(2).writeByte(4);
        text(header, "correlation");
        text(header, "amq.rabbitmq.reply-to");
        text(header, "60000");
        text(header, "message");
        header.writeLong(1_000);
        text(header, "type");
        text(header, "guest");
        text(header, "app");
        text(header, "");
        return header;
    }

    private static void text(ByteBuf out, String text) {
        out.writeByte(text.length()).writeBytes(text.getBytes(StandardCharsets.US_ASCII));
    }
}
