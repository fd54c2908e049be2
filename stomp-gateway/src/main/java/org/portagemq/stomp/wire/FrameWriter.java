// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.stomp.wire;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import org.portagemq.core.api.Payload;

/**
 * Writes frames for one version. A header that the version cannot express is left out: one with a NUL; in 1.0 also one
 * with an end of line, a colon in its name, or an empty value. Immutable.
 */
public final class FrameWriter {

    private static final byte[] CONTENT_LENGTH = "content-length:".getBytes(StandardCharsets.US_ASCII);
    private static final int DIGITS = 20;

    private final Version version;

    public FrameWriter(Version version) {
        this.version = version;
    }

    public Version version() {
        return version;
    }

    public void begin(ByteBuf out, Command command) {
        out.writeCharSequence(command.name(), StandardCharsets.US_ASCII);
        out.writeByte('\n');
    }

    /** Writes a header line, with the escapes of the version. */
    public void header(ByteBuf out, String name, String value) {
        if (isExpressible(name, value)) {
            escaped(out, name);
            out.writeByte(':');
            escaped(out, value);
            out.writeByte('\n');
        }
    }

    /** Writes a header line of a frame that has no escapes. */
    public void plainHeader(ByteBuf out, String name, String value) {
        out.writeCharSequence(name, StandardCharsets.UTF_8);
        out.writeByte(':');
        out.writeCharSequence(value, StandardCharsets.UTF_8);
        out.writeByte('\n');
    }

    /** A header line to write often. */
    public byte[] line(String name, String value) {
        ByteBuf out = Unpooled.buffer(name.length() + value.length() + 2);
        header(out, name, value);
        byte[] line = new byte[out.readableBytes()];
        out.readBytes(line);
        return line;
    }

    /** A frame that has no body and nothing to say about one. */
    public void end(ByteBuf out) {
        out.writeByte('\n').writeByte(0);
    }

    /** The body, and the header that says how long it is. */
    public void end(ByteBuf out, Payload body) {
        out.writeBytes(CONTENT_LENGTH);
        decimal(out, body.length());
        out.writeByte('\n').writeByte('\n');
        out.writeBytes(body.array());
        out.writeByte(0);
    }

    /** Writes a number of 0 or more. */
    public static void decimal(ByteBuf out, long number) {
        if (number < 10) {
            out.writeByte((byte) ('0' + number));
            return;
        }
        byte[] digits = new byte[DIGITS];
        int at = DIGITS;
        for (long rest = number; rest > 0; rest /= 10) {
            digits[--at] = (byte) ('0' + rest % 10);
        }
        out.writeBytes(digits, at, DIGITS - at);
    }

    private boolean isExpressible(String name, String value) {
        if (name.isEmpty() || name.indexOf('\0') >= 0 || value.indexOf('\0') >= 0) {
            return false;
        }
        return version != Version.V1_0
                || (!value.isEmpty() && value.indexOf('\n') < 0 && name.indexOf('\n') < 0 && name.indexOf(':') < 0);
    }

    private void escaped(ByteBuf out, String text) {
        if (version == Version.V1_0 || !needsEscapes(text)) {
            out.writeCharSequence(text, StandardCharsets.UTF_8);
            return;
        }
        for (byte value : text.getBytes(StandardCharsets.UTF_8)) {
            byte letter = Escapes.escaped(value, version);
            if (letter != 0) {
                out.writeByte('\\').writeByte(letter);
            } else {
                out.writeByte(value);
            }
        }
    }

    /** Whether any version writes it with escapes. */
    public static boolean needsEscapes(String text) {
        for (int i = 0; i < text.length(); i++) {
            char each = text.charAt(i);
            if (each == '\\' || each == ':' || each == '\n' || each == '\r') {
                return true;
            }
        }
        return false;
    }
}
