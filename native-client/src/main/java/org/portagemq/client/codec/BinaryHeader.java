// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.client.codec;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Map;

/** Headers in binary: code (2), language (1), version (2), opaque (4), flags (4), remark, fields. */
final class BinaryHeader {

    private static final int SHORT_MASK = 0xffff;
    /** Names and values of most commands. */
    private static final int USUAL_FIELDS = 32;

    /**
     * Codes above 65,535, as they arrive in the two bytes that are there for them. No other request has one of these
     * numbers.
     */
    private static final Map<Integer, Integer> TRUNCATED = Map.of(
            RequestCode.POP_MESSAGE & SHORT_MASK, RequestCode.POP_MESSAGE,
            RequestCode.ACK_MESSAGE & SHORT_MASK, RequestCode.ACK_MESSAGE,
            RequestCode.PEEK_MESSAGE & SHORT_MASK, RequestCode.PEEK_MESSAGE,
            RequestCode.CHANGE_MESSAGE_INVISIBLETIME & SHORT_MASK, RequestCode.CHANGE_MESSAGE_INVISIBLETIME,
            RequestCode.NOTIFICATION & SHORT_MASK, RequestCode.NOTIFICATION,
            RequestCode.POLLING_INFO & SHORT_MASK, RequestCode.POLLING_INFO,
            RequestCode.BATCH_ACK_MESSAGE & SHORT_MASK, RequestCode.BATCH_ACK_MESSAGE);

    private BinaryHeader() {}

    static Command read(byte[] header, byte[] body) {
        ByteBuffer in = ByteBuffer.wrap(header);
        try {
            int code = in.getShort();
            int language = in.get();
            int version = in.getShort();
            int opaque = in.getInt();
            int flags = in.getInt();
            String remark = text(in, in.getInt());
            Map<String, String> fields = fields(in, in.getInt());
            boolean request = (flags & Command.RESPONSE) == 0;
            int whole = request ? TRUNCATED.getOrDefault(code & SHORT_MASK, code) : code;
            return new Command(HeaderEncoding.BINARY, whole, language, version, opaque, flags, remark, fields, body);
        } catch (BufferUnderflowException cut) {
            throw new MalformedCommandException("a binary header ends too early");
        }
    }

    private static Map<String, String> fields(ByteBuffer in, int length) {
        if (length == 0) {
            return Map.of();
        }
        if (length < 0 || length > in.remaining()) {
            throw new BufferUnderflowException();
        }
        int end = in.position() + length;
        String[] all = new String[USUAL_FIELDS];
        int count = 0;
        while (in.position() < end) {
            String name = name(in, in.getShort());
            String value = text(in, in.getInt());
            if (name != null && value != null) {
                all = count == all.length ? Arrays.copyOf(all, 2 * count) : all;
                all[count++] = name;
                all[count++] = value;
            }
        }
        if (in.position() != end) {
            throw new MalformedCommandException("a field of a binary header ends behind the fields");
        }
        return Fields.of(count == all.length ? all : Arrays.copyOf(all, count));
    }

    /** Null for an empty one. */
    private static String name(ByteBuffer in, int length) {
        int from = skip(in, length);
        return length == 0 ? null : FieldNames.read(in.array(), in.arrayOffset() + from, length);
    }

    /** Null for an empty one. */
    private static String text(ByteBuffer in, int length) {
        int from = skip(in, length);
        return length == 0 ? null : new String(in.array(), in.arrayOffset() + from, length, StandardCharsets.UTF_8);
    }

    /** Where the octets begin that are skipped. */
    private static int skip(ByteBuffer in, int length) {
        if (length < 0 || length > in.remaining()) {
            throw new BufferUnderflowException();
        }
        int from = in.position();
        in.position(from + length);
        return from;
    }

    static void write(Command command, ByteBuf out) {
        out.writeShort(command.code());
        out.writeByte(command.language());
        out.writeShort(command.version());
        out.writeInt(command.opaque());
        out.writeInt(command.flags());
        writeText(command.remark() == null ? "" : command.remark(), out);
        int length = out.writerIndex();
        out.writeInt(0);
        command.fields().forEach((name, value) -> {
            if (value != null) {
                int start = out.writerIndex();
                out.writeShort(0);
                out.setShort(start, ByteBufUtil.writeUtf8(out, name));
                writeText(value, out);
            }
        });
        out.setInt(length, out.writerIndex() - length - Integer.BYTES);
    }

    private static void writeText(String text, ByteBuf out) {
        int start = out.writerIndex();
        out.writeInt(0);
        out.setInt(start, ByteBufUtil.writeUtf8(out, text));
    }
}
