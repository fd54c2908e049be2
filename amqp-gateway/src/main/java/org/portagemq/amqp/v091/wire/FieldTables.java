// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.amqp.v091.wire;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.portagemq.core.api.Payload;

/**
 * Field tables (section 4.2.5.5) with the value types as the clients in the field use them: {@code s} is a 16 bit
 * number, {@code l} is signed, {@code x} are bytes.
 *
 * <p>Values in Java: Boolean, Byte, Short, Integer, Long, Float, Double, BigDecimal, String (a long string that is UTF-8),
 * Payload (bytes, and long strings that are not), Instant, List, Map, null.
 */
public final class FieldTables {

    private FieldTables() {}

    /** Reads a table with its length before it. */
    public static Map<String, Object> read(ByteBuf in, TableLimits limits) {
        return new Reader(limits).table(in, 0);
    }

    /** Reads fields that fill the whole buffer, without a length before them. */
    public static Map<String, Object> readFields(ByteBuf in, TableLimits limits) {
        return new Reader(limits).fields(in, in.readableBytes(), 0);
    }

    /** Writes a table with its length before it. */
    public static void write(ByteBuf out, Map<String, Object> table) {
        int lengthIndex = out.writerIndex();
        out.writeInt(0);
        table.forEach((name, value) -> {
            ArgumentWriter.writeShortString(out, name);
            writeValue(out, value);
        });
        out.setInt(lengthIndex, out.writerIndex() - lengthIndex - 4);
    }

    private static void writeValue(ByteBuf out, Object value) {
        if (value == null) {
            out.writeByte('V');
        } else if (value instanceof Boolean flag) {
            out.writeByte('t').writeBoolean(flag);
        } else if (value instanceof Number number) {
            writeNumber(out, number);
        } else if (value instanceof String text) {
            int lengthIndex = out.writeByte('S').writerIndex();
            out.writeInt(0);
            out.setInt(lengthIndex, out.writeCharSequence(text, StandardCharsets.UTF_8));
        } else if (value instanceof Payload bytes) {
            out.writeByte('x').writeInt(bytes.length()).writeBytes(bytes.array());
        } else if (value instanceof Instant time) {
            out.writeByte('T').writeLong(time.getEpochSecond());
        } else if (value instanceof List<?> list) {
            int lengthIndex = out.writeByte('A').writerIndex();
            out.writeInt(0);
            list.forEach(element -> writeValue(out, element));
            out.setInt(lengthIndex, out.writerIndex() - lengthIndex - 4);
        } else if (value instanceof Map<?, ?> map) {
            out.writeByte('F');
            Map<String, Object> named = new LinkedHashMap<>();
            map.forEach((name, inner) -> named.put(String.valueOf(name), inner));
            write(out, named);
        } else {
            throw new IllegalArgumentException("no field type for " + value.getClass());
        }
    }

    private static void writeNumber(ByteBuf out, Number number) {
        if (number instanceof Integer value) {
            out.writeByte('I').writeInt(value);
        } else if (number instanceof Long value) {
            out.writeByte('l').writeLong(value);
        } else if (number instanceof Short value) {
            out.writeByte('s').writeShort(value);
        } else if (number instanceof Byte value) {
            out.writeByte('b').writeByte(value);
        } else if (number instanceof Float value) {
            out.writeByte('f').writeFloat(value);
        } else if (number instanceof BigDecimal value) {
            out.writeByte('D')
                    .writeByte(value.scale())
                    .writeInt(value.unscaledValue().intValue());
        } else {
            out.writeByte('d').writeDouble(number.doubleValue());
        }
    }

    /** The next octets are the name of a field: one that is no text could not be written again as it was. */
    static void requireName(ByteBuf in, int length) {
        if (!ByteBufUtil.isText(in, in.readerIndex(), length, StandardCharsets.UTF_8)) {
            throw WireException.syntax("the name of a field is not UTF-8");
        }
    }

    /** One reading of one table: counts its values against the limits. */
    private static final class Reader {

        private final TableLimits limits;
        private int elements;

        Reader(TableLimits limits) {
            this.limits = limits;
        }

        Map<String, Object> table(ByteBuf in, int depth) {
            return fields(in, length(in), depth);
        }

        Map<String, Object> fields(ByteBuf in, int length, int depth) {
            deeper(depth);
            ByteBuf fields = in.readSlice(length);
            Map<String, Object> table = new LinkedHashMap<>();
            int entries = 0;
            while (fields.isReadable()) {
                count(++entries);
                String name = name(fields);
                // The first of two fields of one name counts, as in the usual clients.
                Object value = value(fields, depth);
                if (!table.containsKey(name)) {
                    table.put(name, value);
                }
            }
            return Collections.unmodifiableMap(table);
        }

        private List<Object> array(ByteBuf in, int depth) {
            ByteBuf values = in.readSlice(length(in));
            deeper(depth);
            List<Object> list = new ArrayList<>();
            while (values.isReadable()) {
                count(list.size() + 1);
                list.add(value(values, depth));
            }
            return Collections.unmodifiableList(list);
        }

        private Object value(ByteBuf in, int depth) {
            need(in, 1);
            int tag = in.readUnsignedByte();
            return switch (tag) {
                case 't' -> fixed(in, 1).readBoolean();
                case 'b' -> fixed(in, 1).readByte();
                case 'B' -> fixed(in, 1).readUnsignedByte();
                case 's', 'U' -> fixed(in, 2).readShort();
                case 'u' -> fixed(in, 2).readUnsignedShort();
                case 'I' -> fixed(in, 4).readInt();
                case 'i' -> fixed(in, 4).readUnsignedInt();
                case 'l', 'L' -> fixed(in, 8).readLong();
                case 'f' -> fixed(in, 4).readFloat();
                case 'd' -> fixed(in, 8).readDouble();
                case 'D' -> decimal(fixed(in, 5));
                case 'T' -> Instant.ofEpochSecond(seconds(fixed(in, 8).readLong()));
                case 'S' -> text(bytes(in));
                case 'x' -> Payload.of(bytes(in));
                case 'A' -> array(in, depth + 1);
                case 'F' -> table(in, depth + 1);
                case 'V' -> null;
                default -> throw WireException.syntax("unknown type of field value: octet " + tag);
            };
        }

        private static BigDecimal decimal(ByteBuf in) {
            int scale = in.readUnsignedByte();
            return new BigDecimal(BigInteger.valueOf(in.readUnsignedInt()), scale);
        }

        private static long seconds(long value) {
            return Math.min(Math.max(value, Instant.MIN.getEpochSecond()), Instant.MAX.getEpochSecond());
        }

        private String name(ByteBuf in) {
            need(in, 1);
            int length = in.readUnsignedByte();
            need(in, length);
            requireName(in, length);
            return in.readCharSequence(length, StandardCharsets.UTF_8).toString();
        }

        private byte[] bytes(ByteBuf in) {
            byte[] bytes = new byte[length(in)];
            in.readBytes(bytes);
            return bytes;
        }

        private int length(ByteBuf in) {
            need(in, 4);
            long length = in.readUnsignedInt();
            if (length > in.readableBytes()) {
                throw WireException.syntax("a field table says it is longer than what holds it");
            }
            return (int) length;
        }

        private static ByteBuf fixed(ByteBuf in, int octets) {
            need(in, octets);
            return in;
        }

        private static void need(ByteBuf in, int octets) {
            if (in.readableBytes() < octets) {
                throw WireException.syntax("a field table ends in the middle of a value");
            }
        }

        private void deeper(int depth) {
            if (depth >= limits.depth()) {
                throw WireException.syntax("a field table is nested deeper than " + limits.depth());
            }
        }

        private void count(int entries) {
            if (entries > limits.entries()) {
                throw WireException.syntax("a field table has more than " + limits.entries() + " entries");
            }
            if (++elements > limits.elements()) {
                throw WireException.syntax("a field table holds more than " + limits.elements() + " values");
            }
        }

        private static Object text(byte[] bytes) {
            try {
                return StandardCharsets.UTF_8
                        .newDecoder()
                        .onMalformedInput(CodingErrorAction.REPORT)
                        .decode(ByteBuffer.wrap(bytes))
                        .toString();
            } catch (CharacterCodingException notText) {
                return Payload.of(bytes);
            }
        }
    }

    /** The table's bytes with their length, for keeping. */
    public static Payload encode(Map<String, Object> table) {
        ByteBuf out = Unpooled.buffer(64);
        write(out, table);
        byte[] bytes = new byte[out.readableBytes()];
        out.readBytes(bytes);
        return Payload.of(bytes);
    }
}
