// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.client.session;

import io.netty.buffer.ByteBuf;

/**
 * Cuts octets into frames of sessions, and puts them into frames: those of the native protocol, with an encoding of the
 * header that no other client uses, and no header.
 *
 * <pre>
 *   0  length of what follows (4)
 *   4  0x50 (1)
 *   5  zero (3)
 *   8  commands or events, one behind the other
 * </pre>
 */
public final class SessionFrames {

    /** The encoding that tells these frames from others. */
    public static final int ENCODING = 0x50;

    private static final int PREFIX = 4;
    private static final int MARK = ENCODING << 24;

    private SessionFrames() {}

    /**
     * Takes the next frame off the buffer.
     *
     * @param limit in octets
     * @return null while it is not whole; then nothing was taken
     * @throws SectionReader.MalformedException when it is none or is too long
     */
    public static byte[] read(ByteBuf in, int limit) {
        if (in.readableBytes() < 2 * PREFIX) {
            return null;
        }
        int length = in.getInt(in.readerIndex());
        if (length < PREFIX || length > limit || in.getInt(in.readerIndex() + PREFIX) != MARK) {
            throw new SectionReader.MalformedException(
                    "a frame of " + length + " bytes: it has at most " + limit + ", and begins otherwise");
        }
        if (in.readableBytes() < PREFIX + length) {
            return null;
        }
        byte[] frame = new byte[length - PREFIX];
        in.skipBytes(2 * PREFIX);
        in.readBytes(frame);
        return frame;
    }

    /** Octets of a frame with so many octets of commands or events. */
    public static int length(int content) {
        return 2 * PREFIX + content;
    }

    /** Writes a frame. */
    public static void write(SectionWriter content, ByteBuf out) {
        out.writeInt(PREFIX + content.length()).writeInt(MARK);
        content.writeTo(out);
    }

    /** Writes a frame without commands or events: a sign of life. */
    public static void writeEmpty(ByteBuf out) {
        out.writeInt(PREFIX).writeInt(MARK);
    }
}
