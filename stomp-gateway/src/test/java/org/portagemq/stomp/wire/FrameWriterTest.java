// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.stomp.wire;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.portagemq.core.api.Payload;

class FrameWriterTest {

    @ParameterizedTest
    @CsvSource(
            delimiterString = "=>",
            quoteCharacter = '~',
            value = {
                "V1_0 => plain => a\\b => plain:a\\b|",
                "V1_1 => plain => a\\b => plain:a\\\\b|",
                "V1_2 => na:me => a:b => na\\cme:a\\cb|",
                "V1_0 => na:me => x => ~~",
                "V1_0 => name => a:b => name:a:b|",
                "V1_0 => name => ~~ => ~~",
                "V1_1 => name => ~~ => name:|",
                "V1_2 => name => a|b => name:a\\nb|",
                "V1_1 => name => a|b => name:a\\nb|",
                "V1_0 => name => a|b => ~~",
                "V1_2 => name => a^b => ~~",
            })
    void headersHaveTheEscapesOfTheVersionOrAreLeftOut(Version version, String name, String value, String line) {
        byte[] written = new FrameWriter(version)
                .line(name, (value == null ? "" : value).replace('|', '\n').replace('^', '\0'));
        assertEquals((line == null ? "" : line).replace('|', '\n'), new String(written, StandardCharsets.UTF_8));
    }

    @Test
    void carriageReturnsAreEscapedInTheNewestVersion() {
        assertEquals("a:\\r\n", new String(new FrameWriter(Version.V1_2).line("a", "\r"), StandardCharsets.UTF_8));
        assertEquals("a:\r\n", new String(new FrameWriter(Version.V1_1).line("a", "\r"), StandardCharsets.UTF_8));
    }

    @Test
    void aBodyIsPrecededByItsLength() {
        ByteBuf out = Unpooled.buffer();
        FrameWriter writer = new FrameWriter(Version.V1_2);
        writer.begin(out, Command.MESSAGE);
        writer.end(out, Payload.utf8("x".repeat(12)));
        assertEquals("MESSAGE\ncontent-length:12\n\n" + "x".repeat(12) + "\0", out.toString(StandardCharsets.UTF_8));
    }

    @Test
    void numbersAreWrittenInDecimals() {
        for (long number : new long[] {0, 9, 10, 987_654_321_012L, Long.MAX_VALUE}) {
            ByteBuf out = Unpooled.buffer();
            FrameWriter.decimal(out, number);
            assertEquals(Long.toString(number), out.toString(StandardCharsets.UTF_8));
        }
    }
}
