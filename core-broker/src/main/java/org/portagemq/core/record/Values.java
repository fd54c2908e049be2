// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.core.record;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.portagemq.core.api.Payload;

/** Argument values as bytes: a letter for the type, then the value. */
final class Values {

    /** Deep enough for what people declare, shallow enough for the stack. */
    private static final int MAX_DEPTH = 64;

    private Values() {}

    static void writeText(DataOutputStream out, String text) throws IOException {
        byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
        out.writeInt(utf8.length);
        out.write(utf8);
    }

    static String readText(DataInputStream in) throws IOException {
        return new String(readBytes(in), StandardCharsets.UTF_8);
    }

    static void writeMap(DataOutputStream out, Map<String, Object> map) throws IOException {
        writeMap(out, map, 0);
    }

    private static void writeMap(DataOutputStream out, Map<?, ?> map, int depth) throws IOException {
        out.writeInt(map.size());
        for (Map.Entry<?, ?> entry : map.entrySet()) {
            writeText(out, String.valueOf(entry.getKey()));
            write(out, entry.getValue(), depth + 1);
        }
    }

    static Map<String, Object> readMap(DataInputStream in) throws IOException {
        int count = in.readInt();
        Map<String, Object> map = new LinkedHashMap<>();
        for (int i = 0; i < count; i++) {
            String name = readText(in);
            map.put(name, read(in));
        }
        return map;
    }

    private static void write(DataOutputStream out, Object value, int depth) throws IOException {
        if (depth > MAX_DEPTH) {
            throw new IllegalArgumentException("arguments are nested deeper than " + MAX_DEPTH);
        }
        if (value == null) {
            out.writeByte('n');
        } else if (value instanceof Boolean flag) {
            out.writeByte('b');
            out.writeBoolean(flag);
        } else if (value instanceof Long number) {
            out.writeByte('l');
            out.writeLong(number);
        } else if (value instanceof Double number) {
            out.writeByte('d');
            out.writeDouble(number);
        } else if (value instanceof String text) {
            out.writeByte('s');
            writeText(out, text);
        } else if (value instanceof Payload bytes) {
            out.writeByte('x');
            out.writeInt(bytes.length());
            out.write(bytes.array());
        } else if (value instanceof Instant time) {
            out.writeByte('t');
            out.writeLong(time.getEpochSecond());
            out.writeInt(time.getNano());
        } else if (value instanceof List<?> list) {
            out.writeByte('a');
            out.writeInt(list.size());
            for (Object item : list) {
                write(out, item, depth + 1);
            }
        } else if (value instanceof Map<?, ?> map) {
            out.writeByte('m');
            writeMap(out, map, depth);
        } else {
            throw new IllegalArgumentException(
                    "an argument of type " + value.getClass().getName() + " cannot be kept");
        }
    }

    private static Object read(DataInputStream in) throws IOException {
        int type = in.readUnsignedByte();
        return switch (type) {
            case 'n' -> null;
            case 'b' -> in.readBoolean();
            case 'l' -> in.readLong();
            case 'd' -> in.readDouble();
            case 's' -> readText(in);
            case 'x' -> Payload.of(readBytes(in));
            case 't' -> Instant.ofEpochSecond(in.readLong(), in.readInt());
            case 'a' -> readList(in);
            case 'm' -> readMap(in);
            default -> throw new IOException("unknown type of value " + type);
        };
    }

    private static List<Object> readList(DataInputStream in) throws IOException {
        int count = in.readInt();
        List<Object> list = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            list.add(read(in));
        }
        return list;
    }

    private static byte[] readBytes(DataInputStream in) throws IOException {
        int length = in.readInt();
        if (length < 0 || length > in.available()) {
            throw new IOException("length " + length + " is beyond the record");
        }
        byte[] bytes = new byte[length];
        in.readFully(bytes);
        return bytes;
    }
}
