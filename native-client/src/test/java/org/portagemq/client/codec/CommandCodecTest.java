// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.client.codec;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class CommandCodecTest {

    private final CommandReader reader = new CommandReader(new FrameLimits(10_000, 2_000));

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static ByteBuf frame(String header, String body) {
        byte[] head = utf8(header);
        byte[] tail = utf8(body);
        return Unpooled.buffer()
                .writeInt(4 + head.length + tail.length)
                .writeInt(head.length)
                .writeBytes(head)
                .writeBytes(tail);
    }

    private static Command sample(HeaderEncoding encoding) {
        Map<String, String> fields = new LinkedHashMap<>();
        fields.put("topic", "T\u20ac\ud83d\ude00\"\\\n");
        fields.put("queueId", "3");
        return new Command(encoding, 310, Languages.JAVA, 513, -7, Command.ONE_WAY, "why", fields, utf8("body"));
    }

    @ParameterizedTest
    @Tag("rocketmq.wire.binary")
    @EnumSource(HeaderEncoding.class)
    void aCommandIsReadAsItWasWritten(HeaderEncoding encoding) {
        ByteBuf out = Unpooled.buffer();
        CommandWriter.write(sample(encoding), out);
        Command read = reader.read(out);
        assertEquals(encoding, read.encoding());
        assertEquals(310, read.code());
        assertEquals(-7, read.opaque());
        assertTrue(read.isOneWay());
        assertEquals("why", read.remark());
        assertEquals(sample(encoding).fields(), read.fields());
        assertArrayEquals(utf8("body"), read.body());
        assertEquals(0, out.readableBytes());
    }

    @Test
    void aCommandThatIsNotWholeIsLeftInTheBuffer() {
        ByteBuf all = Unpooled.buffer();
        CommandWriter.write(sample(HeaderEncoding.JSON), all);
        for (int length = 0; length < all.readableBytes(); length++) {
            ByteBuf part = all.slice(0, length);
            assertNull(reader.read(part));
            assertEquals(length, part.readableBytes());
        }
    }

    @Test
    void aHeaderOfOthersIsUnderstoodWithWhatIsUnknownInIt() {
        Command read = reader.read(frame(
                " {\"code\" : 105, \"flag\":0,\"language\":\"GO\",\"new\":{\"a\":[1,2.5,null,true]},\"opaque\":4,"
                        + "\"extFields\":{\"topic\":\"T\\u0031\",\"n\":5,\"b\":false},\"version\":\"401\"}",
                ""));
        assertEquals(105, read.code());
        assertEquals("GO", Languages.name(read.language()));
        assertEquals(401, read.version());
        assertEquals(Map.of("topic", "T1", "n", "5", "b", "false"), read.fields());
    }

    @Test
    void anUnknownLanguageIsAnotherOne() {
        assertEquals(
                "OTHER",
                Languages.name(
                        reader.read(frame("{\"language\":\"COBOL\"}", "")).language()));
    }

    @Test
    @Tag("rocketmq.wire.cut-codes")
    void aLargeCodeThatABinaryHeaderCutsIsUnderstood() {
        for (int code : List.of(200_050, 200_051, 200_052, 200_053, 200_054, 200_055, 200_151)) {
            ByteBuf out = Unpooled.buffer();
            CommandWriter.write(
                    new Command(HeaderEncoding.BINARY, code, 0, 513, 1, 0, null, Map.of(), Command.NO_BODY), out);
            assertEquals(code, reader.read(out).code());
        }
    }

    @Test
    @Tag("rocketmq.wire.limits")
    void aFrameOverALimitIsRefusedBeforeItIsThere() {
        assertThrows(
                MalformedCommandException.class,
                () -> reader.read(Unpooled.buffer().writeInt(10_001)));
        assertThrows(
                MalformedCommandException.class,
                () -> reader.read(Unpooled.buffer().writeInt(-1)));
        assertThrows(
                MalformedCommandException.class,
                () -> reader.read(Unpooled.buffer().writeInt(3)));
        ByteBuf header = Unpooled.buffer().writeInt(9_000).writeInt(2_001);
        assertThrows(MalformedCommandException.class, () -> reader.read(header));
        ByteBuf beyond = Unpooled.buffer().writeInt(100).writeInt(97);
        assertThrows(MalformedCommandException.class, () -> reader.read(beyond));
        ByteBuf unknown = Unpooled.buffer().writeInt(100).writeInt(2 << 24 | 10);
        assertThrows(MalformedCommandException.class, () -> reader.read(unknown));
    }

    @ParameterizedTest
    @Tag("rocketmq.wire.malformed")
    @EnumSource(HeaderEncoding.class)
    void mutatedFramesAreCommandsOrMalformed(HeaderEncoding encoding) {
        Random random = new Random(5);
        ByteBuf good = Unpooled.buffer();
        CommandWriter.write(sample(encoding), good);
        int rounds = Integer.getInteger("fuzz.rounds", 20_000);
        for (int round = 0; round < rounds; round++) {
            ByteBuf bad = good.copy();
            for (int i = random.nextInt(4); i >= 0; i--) {
                bad.setByte(4 + random.nextInt(bad.readableBytes() - 4), random.nextInt(256));
            }
            try {
                reader.read(bad);
            } catch (MalformedCommandException expected) {
                // As it should be.
            }
        }
    }

    @ParameterizedTest
    @Tag("rocketmq.wire.malformed")
    @EnumSource(HeaderEncoding.class)
    void everyTruncationIsWaitedForOrMalformed(HeaderEncoding encoding) {
        ByteBuf good = Unpooled.buffer();
        CommandWriter.write(sample(encoding), good);
        int header = good.getInt(4) & 0xff_ffff;
        // The frame says that the header is all of it, and the header is cut.
        for (int length = 0; length < header; length++) {
            ByteBuf cut = Unpooled.buffer();
            cut.writeInt(4 + length)
                    .writeInt((good.getInt(4) & 0xff00_0000) | length)
                    .writeBytes(good, 8, length);
            int bytes = length;
            assertThrows(MalformedCommandException.class, () -> reader.read(cut), () -> "cut at " + bytes);
        }
    }

    /** A binary header with one field, "topic" = "T", and the lengths that it is given. */
    private static ByteBuf binary(int remark, int fields, int name, int value) {
        ByteBuf header = Unpooled.buffer();
        header.writeShort(105).writeByte(0).writeShort(513).writeInt(1).writeInt(0);
        header.writeInt(remark).writeInt(fields);
        header.writeShort(name).writeBytes(utf8("topic")).writeInt(value).writeBytes(utf8("T"));
        return Unpooled.buffer()
                .writeInt(4 + header.readableBytes())
                .writeInt(1 << 24 | header.readableBytes())
                .writeBytes(header);
    }

    @Test
    @Tag("rocketmq.wire.malformed")
    void lengthsWithinABinaryHeaderThatLieAreMalformed() {
        assertEquals(Map.of("topic", "T"), reader.read(binary(0, 12, 5, 1)).fields());
        for (int lie : new int[] {-1, 13, 100, 30_000, Integer.MAX_VALUE, Integer.MIN_VALUE}) {
            assertThrows(MalformedCommandException.class, () -> reader.read(binary(lie, 12, 5, 1)), "remark " + lie);
            assertThrows(MalformedCommandException.class, () -> reader.read(binary(0, lie, 5, 1)), "fields " + lie);
            assertThrows(MalformedCommandException.class, () -> reader.read(binary(0, 12, 5, lie)), "value " + lie);
        }
        for (int lie : new int[] {-1, 13, 100, 30_000}) {
            assertThrows(MalformedCommandException.class, () -> reader.read(binary(0, 12, lie, 1)), "name " + lie);
        }
        // A field that goes on behind the end of the fields.
        for (int shorter = 1; shorter < 12; shorter++) {
            int fields = shorter;
            assertThrows(MalformedCommandException.class, () -> reader.read(binary(0, fields, 5, 1)), "of " + fields);
        }
    }

    @Test
    @Tag("rocketmq.send.batch-broken")
    void mutatedBatchesAreMessagesOrMalformed() {
        Random random = new Random(7);
        byte[] properties = utf8("KEYS\u0001k\u0002");
        ByteBuf good = Unpooled.buffer();
        for (int i = 0; i < 3; i++) {
            good.writeInt(22 + i + properties.length).writeLong(0).writeInt(i).writeInt(i);
            good.writeZero(i).writeShort(properties.length).writeBytes(properties);
        }
        assertEquals(3, BatchedMessage.readAll(ByteBufUtil.getBytes(good)).size());
        for (int round = 0; round < Integer.getInteger("fuzz.rounds", 20_000); round++) {
            byte[] bad = ByteBufUtil.getBytes(good, 0, 1 + random.nextInt(good.readableBytes()));
            for (int i = random.nextInt(3); i >= 0; i--) {
                bad[random.nextInt(bad.length)] = (byte) random.nextInt(256);
            }
            try {
                BatchedMessage.readAll(bad);
            } catch (MalformedCommandException expected) {
                // As it should be.
            }
        }
    }

    @Test
    @Tag("rocketmq.wire.json-depth")
    void jsonIsNotNestedWithoutEnd() {
        assertThrows(MalformedCommandException.class, () -> Json.read(utf8("[".repeat(100_000))));
        assertThrows(MalformedCommandException.class, () -> Json.read(utf8("{\"a\":".repeat(100))));
    }

    @Test
    void keysThatAreNoTextsAreWrittenAsTheyAre() {
        Map<String, Object> queue = new LinkedHashMap<>();
        queue.put("brokerName", "b");
        queue.put("queueId", 1);
        assertEquals("{{\"brokerName\":\"b\",\"queueId\":1}:5}", Json.write(Map.of(queue, 5)));
        assertEquals("{0:\"a\"}", Json.write(Map.of(0, "a")));
    }
}
