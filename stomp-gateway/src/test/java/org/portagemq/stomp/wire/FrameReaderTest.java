// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.stomp.wire;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.portagemq.core.api.Payload;

class FrameReaderTest {

    private static final WireLimits LIMITS = new WireLimits(100, 400, 10, 1_000);

    /** What a reader gave. */
    private static final class Taken implements FrameReader.Sink {

        private final List<String> frames = new ArrayList<>();
        private int signs;

        @Override
        public void begins(Command command) {}

        @Override
        public boolean frame(Frame frame) {
            frames.add(
                    frame.command() + " " + frame.headers() + " " + frame.body().toUtf8());
            return true;
        }

        @Override
        public void signOfLife() {
            signs++;
        }
    }

    private static ByteBuf bytes(String text) {
        return Unpooled.copiedBuffer(text.replace("^@", "\0"), StandardCharsets.UTF_8);
    }

    private static FrameReader reader(Version version) {
        FrameReader reader = new FrameReader(LIMITS);
        reader.agreed(version, LIMITS);
        return reader;
    }

    private static Taken read(Version version, String text) {
        Taken taken = new Taken();
        reader(version).read(bytes(text), taken);
        return taken;
    }

    private static String refusal(Version version, String text) {
        return assertThrows(WireException.class, () -> read(version, text)).getMessage();
    }

    @ParameterizedTest
    @EnumSource
    void framesFollowEachOtherWithEndsOfLinesBetween(Version version) {
        Taken taken = read(version, "\n\nSEND\na:1\n\nbody^@\n\r\nBEGIN\ntransaction:t\n\n^@");
        assertEquals(List.of("SEND [a, 1] body", "BEGIN [transaction, t] "), taken.frames);
        assertEquals(4, taken.signs);
    }

    @ParameterizedTest
    @EnumSource
    void aBodyWithALengthMayHoldNuls(Version version) {
        assertEquals(
                List.of("SEND [content-length, 3] a\0b", "SEND [content-length, 0] "),
                read(version, "SEND\ncontent-length:3\n\na^@b^@SEND\ncontent-length:0\n\n^@").frames);
    }

    @ParameterizedTest
    @EnumSource
    void linesMayEndWithCarriageReturns(Version version) {
        assertEquals(List.of("SEND [a, 1] x"), read(version, "SEND\r\na:1\r\n\r\nx^@").frames);
    }

    @ParameterizedTest
    @EnumSource
    void theFirstOfTwoHeadersWithOneNameCounts(Version version) {
        assertEquals(List.of("SEND [a, 1, b, 2] "), read(version, "SEND\na:1\na:3\nb:2\n\n^@").frames);
    }

    @ParameterizedTest
    @EnumSource
    void valuesMayHaveColonsAndBeEmpty(Version version) {
        assertEquals(List.of("SEND [a, b:c, d, ] "), read(version, "SEND\na:b:c\nd:\n\n^@").frames);
    }

    @ParameterizedTest
    @CsvSource(
            delimiterString = "=>",
            quoteCharacter = '~',
            value = {
                "V1_0 => a\\cb:c\\\\d\\n => [a\\cb, c\\\\d\\n]",
                "V1_1 => a\\cb:c\\\\d => [a:b, c\\d]",
                "V1_2 => a\\cb:c\\\\d => [a:b, c\\d]",
                "V1_0 => a:\\t => [a, \\t]",
            })
    void escapesAreTakenOutByTheRulesOfTheVersion(Version version, String line, String headers) {
        assertEquals(List.of("SEND " + headers + " "), read(version, "SEND\n" + line + "\n\n^@").frames);
    }

    @Test
    void endsOfLinesAreEscapedByVersion() {
        assertEquals(List.of("SEND [a, x\r\ny] "), read(Version.V1_2, "SEND\na:x\\r\\ny\n\n^@").frames);
        assertEquals(List.of("SEND [a, x\ny] "), read(Version.V1_1, "SEND\na:x\\ny\n\n^@").frames);
        assertTrue(refusal(Version.V1_1, "SEND\na:\\r\n\n^@").contains("escape that version 1.1 does not know"));
    }

    @Test
    void connectFramesHaveNoEscapes() {
        for (Version version : Version.values()) {
            assertEquals(
                    List.of("CONNECT [passcode, a\\cb] ", "STOMP [passcode, \\t] "),
                    read(version, "CONNECT\npasscode:a\\cb\n\n^@STOMP\npasscode:\\t\n\n^@").frames);
        }
    }

    @Test
    void blanksBeforeValuesAreNothingInVersionOneOnly() {
        assertEquals(List.of("SEND [a,  x ] "), read(Version.V1_2, "SEND\na: x \n\n^@").frames);
        assertEquals(List.of("SEND [a, x ] "), read(Version.V1_0, "SEND\na:  x \n\n^@").frames);
    }

    @ParameterizedTest
    @CsvSource(
            delimiterString = "=>",
            quoteCharacter = '~',
            value = {
                "send|a:1||^@ => command that does not exist",
                "SENDSENDSENDSEND => command that does not exist",
                "SEND|nocolon||^@ => has no colon",
                "SEND|:x||^@ => has no name",
                "SEND|a:\\t||^@ => escape",
                "SEND|a:\\||^@ => at its end",
                "SEND|a:x\\ry||^@ => a CR in it",
                "SEND|a:x^@y||^@ => a NUL in it",
                "SEND|content-length:x||^@ => not a whole number",
                "SEND|content-length:-1||^@ => not a whole number",
                "SEND|content-length:||^@ => not a whole number",
                "SEND|content-length:1||ab^@ => no NUL behind a body of 1 bytes",
                "SEND|content-length:99999999999999999999999||^@ => more than 1000 bytes",
                "SEND|content-length:1001||^@ => more than 1000 bytes",
                "BEGIN|transaction:t||x^@ => command BEGIN cannot have a body",
                "BEGIN|content-length:1|| ^@ => command BEGIN cannot have a body",
                "SEND||^@^@ => a NUL stands between frames",
            })
    void whatIsNoFrameIsRefused(String text, String reason) {
        String message = refusal(Version.V1_2, text.replace('|', '\n').replace("\\r", "\r"));
        assertTrue(message.contains(reason), message);
    }

    @Test
    void headersAreUtf8() {
        assertEquals(List.of("SEND [é, ü€] "), read(Version.V1_2, "SEND\né:ü€\n\n^@").frames);
        ByteBuf latin = Unpooled.copiedBuffer("SEND\na:\u00e9\n\n\0", StandardCharsets.ISO_8859_1);
        assertThrows(WireException.class, () -> reader(Version.V1_2).read(latin, new Taken()));
    }

    @Test
    void limitsAreWhatTheySayAndNoByteMore() {
        String name = "a:";
        assertEquals(
                1,
                read(Version.V1_2, "SEND\n" + name + "x".repeat(98) + "\n\n^@")
                        .frames
                        .size());
        assertEquals(
                1,
                read(Version.V1_2, "SEND\r\n" + name + "x".repeat(98) + "\r\n\r\n^@")
                        .frames
                        .size());
        assertTrue(refusal(Version.V1_2, "SEND\n" + name + "x".repeat(100)).contains("more than 100 bytes"));
        assertTrue(refusal(Version.V1_2, "SEND\n" + "a:1\n".repeat(11)).contains("more than 10 headers"));
        String line = "a:" + "x".repeat(90) + "\n";
        assertTrue(refusal(Version.V1_2, "SEND\n" + line.repeat(5)).contains("more than 400 bytes"));
        assertEquals(
                1,
                read(Version.V1_2, "SEND\n\n" + "x".repeat(1_000) + "^@").frames.size());
        assertTrue(refusal(Version.V1_2, "SEND\n\n" + "x".repeat(1_001)).contains("more than 1000 bytes"));
    }

    @Test
    void whatIsAnnouncedTakesNoMemoryBeforeItArrives() {
        Bytes bytes = new Bytes();
        bytes.append(bytes("0123456789"), 10, Integer.MAX_VALUE);
        assertTrue(bytes.array.length <= 1_024, "10 bytes took " + bytes.array.length);
    }

    @Test
    void bytesThatTheSinkDoesNotWantYetStay() {
        ByteBuf in = bytes("CONNECT\n\n^@SEND\n\nx^@");
        List<Frame> frames = new ArrayList<>();
        FrameReader.Sink once = new FrameReader.Sink() {
            @Override
            public void begins(Command command) {}

            @Override
            public boolean frame(Frame frame) {
                frames.add(frame);
                return false;
            }

            @Override
            public void signOfLife() {}
        };
        FrameReader reader = reader(Version.V1_2);
        reader.read(in, once);
        assertEquals(1, frames.size());
        assertEquals("SEND\n\nx\0", in.toString(StandardCharsets.UTF_8));
        reader.read(in, once);
        assertEquals(2, frames.size());
    }

    @ParameterizedTest
    @EnumSource
    void whateverAWriterWritesIsReadInAnyPieces(Version version) {
        Random random = new Random(version.text().hashCode());
        FrameWriter writer = new FrameWriter(version);
        for (int round = 0; round < 300; round++) {
            ByteBuf out = Unpooled.buffer();
            List<String> expected = new ArrayList<>();
            for (int i = random.nextInt(4); i >= 0; i--) {
                expected.add(writeRandomFrame(out, writer, random));
            }
            Taken taken = new Taken();
            FrameReader reader = reader(version);
            while (out.isReadable()) {
                reader.read(out.readSlice(1 + random.nextInt(Math.min(8, out.readableBytes()))), taken);
            }
            assertEquals(expected, taken.frames);
        }
    }

    private static String writeRandomFrame(ByteBuf out, FrameWriter writer, Random random) {
        Headers headers = new Headers();
        writer.begin(out, Command.SEND);
        for (int i = random.nextInt(4); i > 0; i--) {
            String name = "h" + i + text(random, writer.version() == Version.V1_0 ? "aé" : "aé:\\\nz");
            String value = "v" + text(random, writer.version() == Version.V1_0 ? "a:é \\" : "a:\\\né ");
            writer.header(out, name, value);
            headers.add(name, value);
        }
        byte[] body = new byte[random.nextInt(5)];
        random.nextBytes(body);
        for (int i = 0; i < body.length; i++) {
            body[i] &= 0x3f;
        }
        writer.end(out, Payload.of(body));
        headers.add("content-length", Integer.toString(body.length));
        out.writeBytes("\n".repeat(random.nextInt(3)).getBytes(StandardCharsets.UTF_8));
        return "SEND " + headers + " " + new String(body, StandardCharsets.UTF_8);
    }

    private static String text(Random random, String letters) {
        StringBuilder text = new StringBuilder();
        for (int i = random.nextInt(6); i > 0; i--) {
            text.append(letters.charAt(random.nextInt(letters.length())));
        }
        return text.toString();
    }
}
