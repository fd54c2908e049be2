// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.amqp.v091.wire;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.portagemq.core.api.Payload;

class FieldTablesTest {

    @Test
    @Tag("amqp091.wire.table-types")
    void everyTypeThatIsWrittenIsReadBack() {
        Map<String, Object> table = new LinkedHashMap<>();
        table.put("t", true);
        table.put("b", (byte) -3);
        table.put("s", (short) -300);
        table.put("I", 70_000);
        table.put("l", 1L << 40);
        table.put("f", 1.5f);
        table.put("d", 2.25d);
        table.put("D", new BigDecimal("12.34"));
        table.put("S", "text");
        table.put("x", Payload.of(new byte[] {1, 2}));
        table.put("T", Instant.ofEpochSecond(1_700_000_000L));
        table.put("A", List.of(1, "two", List.of(3)));
        table.put("F", Map.of("inner", "value"));
        table.put("V", null);

        ByteBuf bytes = Unpooled.wrappedBuffer(FieldTables.encode(table).array());

        assertFalse(FieldTableCheck.skip(bytes.duplicate(), TableLimits.DEFAULT));
        assertEquals(table, FieldTables.read(bytes, TableLimits.DEFAULT));
    }

    @Test
    @Tag("amqp091.wire.table-types")
    void unsignedAndOddTypesOfOtherClientsAreAccepted() {
        ByteBuf fields = Unpooled.buffer();
        fields.writeByte(1).writeByte('a').writeByte('B').writeByte(200);
        fields.writeByte(1).writeByte('b').writeByte('u').writeShort(60_000);
        fields.writeByte(1).writeByte('c').writeByte('i').writeInt(-1);
        fields.writeByte(1).writeByte('d').writeByte('L').writeLong(-1);
        fields.writeByte(1).writeByte('e').writeByte('U').writeShort(-2);

        Map<String, Object> read = FieldTables.readFields(fields, TableLimits.DEFAULT);

        assertEquals(Map.of("a", (short) 200, "b", 60_000, "c", 0xFFFF_FFFFL, "d", -1L, "e", (short) -2), read);
    }

    @Test
    @Tag("amqp091.wire.table-duplicates")
    void firstOfTwoFieldsOfOneNameCounts() {
        ByteBuf fields = Unpooled.buffer();
        fields.writeByte(1).writeByte('a').writeByte('b').writeByte(1);
        fields.writeByte(1).writeByte('a').writeByte('b').writeByte(2);

        assertEquals(Map.of("a", (byte) 1), FieldTables.readFields(fields, TableLimits.DEFAULT));
    }

    @Test
    @Tag("amqp091.wire.table-names")
    void nameThatIsNoTextIsRefusedBecauseItCouldNotBeWrittenAgain() {
        ByteBuf fields = Unpooled.buffer().writeByte(255);
        for (int i = 0; i < 255; i++) {
            fields.writeByte(0xFF);
        }
        fields.writeByte('V');

        assertThrows(WireException.class, () -> FieldTables.readFields(fields.duplicate(), TableLimits.DEFAULT));

        ByteBuf header =
                Unpooled.buffer().writeShort(60).writeShort(0).writeLong(0).writeShort(1 << 13);
        header.writeInt(fields.readableBytes()).writeBytes(fields);
        assertThrows(WireException.class, () -> ContentHeader.read(header, TableLimits.DEFAULT));
    }

    @Test
    void longStringThatIsNoTextStaysBytes() {
        ByteBuf fields = Unpooled.buffer();
        fields.writeByte(1).writeByte('a').writeByte('S').writeInt(1).writeByte(0xFF);

        assertEquals(
                Map.of("a", Payload.of(new byte[] {(byte) 0xFF})), FieldTables.readFields(fields, TableLimits.DEFAULT));
    }

    @Test
    @Tag("amqp091.wire.table-limits")
    void eachLimitEndsTheReading() {
        TableLimits limits = new TableLimits(3, 5, 8);
        refused(limits, nested(3));
        accepted(limits, nested(2));
        refused(limits, entries(6));
        accepted(limits, entries(5));
        refused(limits, Map.of("a", entries(4), "b", entries(4)));
        accepted(limits, Map.of("a", entries(4), "b", entries(2)));
    }

    private static Map<String, Object> nested(int depth) {
        return depth == 0 ? Map.of("leaf", 1) : Map.of("inner", nested(depth - 1));
    }

    private static Map<String, Object> entries(int count) {
        Map<String, Object> table = new LinkedHashMap<>();
        for (int i = 0; i < count; i++) {
            table.put("k" + i, null);
        }
        return table;
    }

    private static void refused(TableLimits limits, Map<String, Object> table) {
        byte[] bytes = FieldTables.encode(table).array();
        assertThrows(WireException.class, () -> FieldTables.read(Unpooled.wrappedBuffer(bytes), limits));
        assertThrows(WireException.class, () -> FieldTableCheck.skip(Unpooled.wrappedBuffer(bytes), limits));
    }

    private static void accepted(TableLimits limits, Map<String, Object> table) {
        byte[] bytes = FieldTables.encode(table).array();
        FieldTables.read(Unpooled.wrappedBuffer(bytes), limits);
        FieldTableCheck.skip(Unpooled.wrappedBuffer(bytes), limits);
    }

    @Test
    void arrayOfValuesWithoutBytesIsBoundByTheirNumber() {
        List<Object> nothing = new ArrayList<>();
        for (int i = 0; i < 2_000; i++) {
            nothing.add(null);
        }

        refused(TableLimits.DEFAULT, Map.of("a", nothing));
    }

    @Test
    @Tag("amqp091.wire.table-limits")
    void sizesThatLieAreFoundBeforeAnythingIsAllocated() {
        ByteBuf fields = Unpooled.buffer();
        fields.writeByte(1).writeByte('a').writeByte('S').writeInt(Integer.MAX_VALUE);

        assertThrows(WireException.class, () -> FieldTables.readFields(fields, TableLimits.DEFAULT));
    }

    @Test
    void checkAndReadingAgreeOnAnyBytes() {
        Random random = new Random(20_261_121);
        byte[] good = FieldTables.encode(Map.of("a", List.of(1, 2L, "x"), "b", Map.of("c", true), "d", 1.5))
                .array();
        int faults = 0;
        for (int round = 0; round < 20_000; round++) {
            byte[] bytes = good.clone();
            for (int flips = random.nextInt(3); flips >= 0; flips--) {
                bytes[random.nextInt(bytes.length)] = (byte) random.nextInt();
            }
            boolean read = succeeds(() -> FieldTables.read(Unpooled.wrappedBuffer(bytes), TableLimits.DEFAULT));
            boolean checked = succeeds(() -> FieldTableCheck.skip(Unpooled.wrappedBuffer(bytes), TableLimits.DEFAULT));
            assertEquals(read, checked);
            faults += read ? 0 : 1;
        }
        assertTrue(faults > 1_000, "mutations were found: " + faults);
    }

    private static boolean succeeds(Runnable reading) {
        try {
            reading.run();
            return true;
        } catch (WireException malformed) {
            return false;
        }
    }
}
