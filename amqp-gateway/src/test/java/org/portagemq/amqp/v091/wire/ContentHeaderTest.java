// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.amqp.v091.wire;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.portagemq.core.api.Payload;

class ContentHeaderTest {

    private static ByteBuf header(int flags, ByteBuf properties) {
        return Unpooled.buffer()
                .writeShort(60)
                .writeShort(0)
                .writeLong(3)
                .writeShort(flags)
                .writeBytes(properties);
    }

    private static ByteBuf all() {
        ByteBuf properties = Unpooled.buffer();
        text(properties, "text/plain");
        text(properties, "gzip");
        properties.writeBytes(
                FieldTables.encode(Map.of("CC", List.of("k2"), "n", 1)).array());
        properties.writeByte(2).writeByte(7);
        text(properties, "correlation");
        text(properties, "reply");
        text(properties, "100");
        text(properties, "id");
        properties.writeLong(1_700_000_000L);
        text(properties, "type");
        text(properties, "user");
        text(properties, "app");
        text(properties, "cluster");
        return properties;
    }

    private static void text(ByteBuf out, String text) {
        out.writeByte(text.length()).writeCharSequence(text, StandardCharsets.UTF_8);
    }

    @Test
    @Tag("amqp091.wire.properties")
    void everyPropertyIsFoundInItsPlace() {
        ContentHeader header = ContentHeader.read(header(0xFFFC, all()), TableLimits.DEFAULT);

        assertEquals(60, header.classId());
        assertEquals(3, header.bodySize());
        assertEquals(2, header.deliveryMode());
        assertEquals(7, header.priority());
        assertEquals(Optional.of("100"), header.expiration());
        assertEquals(Optional.of("user"), header.userId());
        assertEquals(Optional.of("reply"), header.replyTo());
        assertTrue(header.routes());
        assertEquals(
                Map.of("CC", List.of("k2"), "n", 1), ContentHeader.headers(header.properties(), TableLimits.DEFAULT));
    }

    @Test
    @Tag("amqp091.wire.properties")
    void propertiesAreKeptByteForByte() {
        ByteBuf bytes = header(0xFFFC, all());
        byte[] expected = new byte[bytes.readableBytes() - 12];
        bytes.getBytes(12, expected);

        ContentHeader header = ContentHeader.read(bytes, TableLimits.DEFAULT);

        assertArrayEquals(expected, header.properties().array());
    }

    @Test
    void absentPropertiesStayAbsent() {
        ContentHeader header = ContentHeader.read(header(0, Unpooled.EMPTY_BUFFER), TableLimits.DEFAULT);

        assertEquals(0, header.deliveryMode());
        assertEquals(-1, header.priority());
        assertTrue(header.expiration().isEmpty());
        assertFalse(header.routes());
        assertTrue(
                ContentHeader.headers(header.properties(), TableLimits.DEFAULT).isEmpty());
    }

    @Test
    void otherHeadersLeaveTheRestAsItWas() {
        Payload before =
                ContentHeader.read(header(0xFFFC, all()), TableLimits.DEFAULT).properties();

        Payload after = ContentHeader.withHeaders(before, Map.of("only", "this"));

        ByteBuf again =
                Unpooled.buffer().writeShort(60).writeShort(0).writeLong(0).writeBytes(after.array());
        ContentHeader header = ContentHeader.read(again, TableLimits.DEFAULT);
        assertEquals(7, header.priority());
        assertEquals(Optional.of("user"), header.userId());
        assertEquals(Map.of("only", "this"), ContentHeader.headers(after, TableLimits.DEFAULT));
    }

    @Test
    void everyCutIsAnErrorAndNeverMore() {
        ByteBuf whole = header(0xFFFC, all());
        for (int length = 0; length < whole.readableBytes(); length++) {
            ByteBuf cut = whole.slice(0, length);
            assertThrows(WireException.class, () -> ContentHeader.read(cut, TableLimits.DEFAULT));
        }
    }

    @Test
    void octetsBehindTheLastPropertyAndUnknownFlagsAreErrors() {
        ByteBuf longer = header(0, Unpooled.buffer().writeByte(1));
        ByteBuf unknown = header(1, Unpooled.EMPTY_BUFFER);

        assertThrows(WireException.class, () -> ContentHeader.read(longer, TableLimits.DEFAULT));
        assertThrows(WireException.class, () -> ContentHeader.read(unknown, TableLimits.DEFAULT));
    }
}
