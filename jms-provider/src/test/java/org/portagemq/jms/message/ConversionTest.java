// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.jms.message;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.fail;

import jakarta.jms.JMSException;
import jakarta.jms.MessageFormatException;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The tables of conversions of chapters 3.5.4 and 3.11.3: every type written, read as every type. */
class ConversionTest {

    /** Columns: how a value is read. */
    private enum As {
        BOOLEAN,
        BYTE,
        SHORT,
        CHAR,
        INT,
        LONG,
        FLOAT,
        DOUBLE,
        TEXT,
        BYTES
    }

    private interface Read {
        Object from(String name) throws JMSException;
    }

    /** A row: what is written, and where an X stands what is read. */
    private record Row(Object written, String readable) {}

    private static final List<Row> ROWS = List.of(
            new Row(true, "X.......X."),
            new Row((byte) 1, ".XX.XX..X."),
            new Row((short) 1, "..X.XX..X."),
            new Row('1', "...X....X."),
            new Row(1, "....XX..X."),
            new Row(1L, ".....X..X."),
            new Row(1f, "......XXX."),
            new Row(1d, ".......XX."),
            new Row("1", "XXX.XXXXX."),
            new Row(new byte[] {1}, ".........X"));

    static Stream<Arguments> cells() {
        return ROWS.stream().flatMap(row -> Arrays.stream(As.values())
                .map(as -> Arguments.of(
                        row.written(),
                        as,
                        row.readable().charAt(Arrays.asList(As.values()).indexOf(as)) == 'X')));
    }

    private static void check(Read read, boolean readable, Object written, As as) throws JMSException {
        if (!readable) {
            assertThrows(MessageFormatException.class, () -> read.from("v"));
            return;
        }
        Object got = read.from("v");
        Object expected =
                switch (as) {
                    case BOOLEAN -> Boolean.parseBoolean(written.toString());
                    case BYTE -> (byte) 1;
                    case SHORT -> (short) 1;
                    case CHAR -> '1';
                    case INT -> 1;
                    case LONG -> 1L;
                    case FLOAT -> 1f;
                    case DOUBLE -> 1d;
                    case TEXT -> written.toString();
                    case BYTES -> ((byte[]) got).length == 1 ? got : fail("another length");
                };
        assertEquals(expected, got);
    }

    @ParameterizedTest
    @MethodSource("cells")
    void valuesOfMaps(Object written, As as, boolean readable) throws Exception {
        PortageMapMessage map = new PortageMapMessage();
        map.setObject("v", written);
        check(readsOf(map, as), readable, written, as);
    }

    private static Read readsOf(PortageMapMessage map, As as) {
        return switch (as) {
            case BOOLEAN -> map::getBoolean;
            case BYTE -> map::getByte;
            case SHORT -> map::getShort;
            case CHAR -> map::getChar;
            case INT -> map::getInt;
            case LONG -> map::getLong;
            case FLOAT -> map::getFloat;
            case DOUBLE -> map::getDouble;
            case TEXT -> map::getString;
            case BYTES -> map::getBytes;
        };
    }

    @ParameterizedTest
    @MethodSource("cells")
    void valuesOfStreamsStayWhereTheyAreWhenTheyCannotBeReadSo(Object written, As as, boolean readable)
            throws Exception {
        PortageStreamMessage stream = new PortageStreamMessage();
        stream.writeObject(written);
        stream.reset();
        check(name -> readOf(stream, as), readable, written, as);
        if (!readable) {
            Object still = stream.readObject();
            assertEquals(written instanceof byte[] ? 1 : written, still instanceof byte[] bytes ? bytes.length : still);
        }
    }

    private static Object readOf(PortageStreamMessage stream, As as) throws JMSException {
        return switch (as) {
            case BOOLEAN -> stream.readBoolean();
            case BYTE -> stream.readByte();
            case SHORT -> stream.readShort();
            case CHAR -> stream.readChar();
            case INT -> stream.readInt();
            case LONG -> stream.readLong();
            case FLOAT -> stream.readFloat();
            case DOUBLE -> stream.readDouble();
            case TEXT -> stream.readString();
            case BYTES -> {
                byte[] buffer = new byte[10];
                yield Arrays.copyOf(buffer, stream.readBytes(buffer));
            }
        };
    }

    @ParameterizedTest
    @MethodSource("cells")
    void properties(Object written, As as, boolean readable) throws Exception {
        PortageMessage message = new PortageMessage();
        if (written instanceof Character || written instanceof byte[]) {
            assertThrows(MessageFormatException.class, () -> message.setObjectProperty("v", written));
        } else if (as != As.CHAR && as != As.BYTES) {
            message.setObjectProperty("v", written);
            check(readsOf(message, as), readable, written, as);
        }
    }

    private static Read readsOf(PortageMessage message, As as) {
        return switch (as) {
            case BOOLEAN -> message::getBooleanProperty;
            case BYTE -> message::getByteProperty;
            case SHORT -> message::getShortProperty;
            case INT -> message::getIntProperty;
            case LONG -> message::getLongProperty;
            case FLOAT -> message::getFloatProperty;
            case DOUBLE -> message::getDoubleProperty;
            case TEXT -> message::getStringProperty;
            case CHAR, BYTES -> throw new IllegalArgumentException("properties are not read as " + as);
        };
    }
}
