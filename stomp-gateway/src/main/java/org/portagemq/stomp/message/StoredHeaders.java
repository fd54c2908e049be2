// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.stomp.message;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import org.portagemq.core.api.Payload;
import org.portagemq.stomp.wire.Frame;
import org.portagemq.stomp.wire.FrameWriter;
import org.portagemq.stomp.wire.HeaderLines;
import org.portagemq.stomp.wire.Headers;
import org.portagemq.stomp.wire.Version;

/**
 * The headers of a message as they are kept: a byte for the layout, a byte of flags, and lines as version 1.2 writes them.
 * Lines in which nothing had to be escaped are the same in all versions, and go out as they are.
 */
public final class StoredHeaders {

    private static final byte LAYOUT = 1;
    private static final int START = 2;

    /** Some name or value has escapes, or an empty value, which 1.0 does not know. */
    private static final int SPECIAL = 1;

    /** The sender said how long the body is, which means bytes to some. */
    private static final int SIZED = 2;

    private static final FrameWriter LINES = new FrameWriter(Version.V1_2);

    private StoredHeaders() {}

    /** The headers of the frame that belong to its message, in their order. */
    public static Payload of(Frame frame) {
        ByteBuf out = Unpooled.buffer(256);
        out.writeByte(LAYOUT).writeByte(0);
        int[] flags = {frame.sized() ? SIZED : 0};
        frame.headers().forEach((name, value) -> {
            if (!HeaderNames.ofFrame(name)) {
                LINES.header(out, HeaderNames.kept(name), value);
                if (value.isEmpty() || FrameWriter.needsEscapes(value) || FrameWriter.needsEscapes(name)) {
                    flags[0] |= SPECIAL;
                }
            }
        });
        out.setByte(1, flags[0]);
        byte[] bytes = new byte[out.readableBytes()];
        out.readBytes(bytes);
        return Payload.of(bytes);
    }

    /** Whether the sender said how long the body is. */
    static boolean isSized(Payload stored) {
        return (flags(stored) & SIZED) != 0;
    }

    /** All of them, without escapes. */
    static Headers read(Payload stored) {
        flags(stored);
        return HeaderLines.read(stored.array(), START);
    }

    /** Writes them for a version. */
    public static void write(ByteBuf out, Payload stored, FrameWriter writer) {
        if ((flags(stored) & SPECIAL) == 0) {
            out.writeBytes(stored.array(), START, stored.length() - START);
        } else {
            read(stored).forEach((name, value) -> writer.header(out, name, value));
        }
    }

    private static int flags(Payload stored) {
        byte[] bytes = stored.array();
        if (bytes.length < START || bytes[0] != LAYOUT) {
            throw new IllegalArgumentException(
                    "not the headers of a STOMP message, or of a later version of the broker");
        }
        return bytes[1];
    }
}
