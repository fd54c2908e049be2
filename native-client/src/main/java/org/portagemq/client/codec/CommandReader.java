// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.client.codec;

import io.netty.buffer.ByteBuf;

/**
 * Reads commands from octets as they arrive.
 *
 * <pre>
 *   0  length of what follows (4)
 *   4  encoding of the header (1)
 *   5  length of the header (3)
 *   8  header, body
 * </pre>
 *
 * Nothing is allocated for a frame that is over a limit or not whole yet. Not thread-safe.
 */
public final class CommandReader {

    private static final int PREFIX = 4;
    private static final int HEADER_LENGTH_MASK = 0xff_ffff;

    private final FrameLimits limits;

    public CommandReader(FrameLimits limits) {
        this.limits = limits;
    }

    /**
     * Takes the next command off the buffer.
     *
     * @return null while it is not whole; then nothing was taken
     * @throws MalformedCommandException when it never will be a command
     */
    public Command read(ByteBuf in) {
        if (in.readableBytes() < PREFIX) {
            return null;
        }
        int length = in.getInt(in.readerIndex());
        if (length < PREFIX || length > limits.frameBytes()) {
            throw new MalformedCommandException(
                    "a frame of " + length + " bytes: it has " + PREFIX + " to " + limits.frameBytes());
        }
        if (in.readableBytes() < 2 * PREFIX) {
            return null;
        }
        int word = in.getInt(in.readerIndex() + PREFIX);
        HeaderEncoding encoding = HeaderEncoding.of(word >>> 24);
        int headerLength = word & HEADER_LENGTH_MASK;
        if (headerLength > length - PREFIX || headerLength > limits.headerBytes()) {
            throw new MalformedCommandException("a header of " + headerLength + " bytes in a frame of " + length
                    + ": it has " + limits.headerBytes() + " at most");
        }
        if (in.readableBytes() < PREFIX + length) {
            return null;
        }
        in.skipBytes(2 * PREFIX);
        byte[] header = bytes(in, headerLength);
        byte[] body = bytes(in, length - PREFIX - headerLength);
        return command(encoding, header, body);
    }

    private static Command command(HeaderEncoding encoding, byte[] header, byte[] body) {
        return encoding == HeaderEncoding.JSON ? JsonHeader.read(header, body) : BinaryHeader.read(header, body);
    }

    /**
     * The command of which {@link #read} says that it is not whole, without its body; takes nothing.
     *
     * @return null while its header is not whole either
     * @throws MalformedCommandException when it never will be a command
     */
    public static Command begun(ByteBuf in) {
        if (in.readableBytes() < 2 * PREFIX) {
            return null;
        }
        int word = in.getInt(in.readerIndex() + PREFIX);
        int headerLength = word & HEADER_LENGTH_MASK;
        if (in.readableBytes() < 2 * PREFIX + headerLength) {
            return null;
        }
        byte[] header = new byte[headerLength];
        in.getBytes(in.readerIndex() + 2 * PREFIX, header);
        return command(HeaderEncoding.of(word >>> 24), header, Command.NO_BODY);
    }

    private static byte[] bytes(ByteBuf in, int length) {
        if (length == 0) {
            return Command.NO_BODY;
        }
        byte[] bytes = new byte[length];
        in.readBytes(bytes);
        return bytes;
    }
}
