// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.client.codec;

import io.netty.buffer.ByteBuf;

/** Writes commands; see {@link CommandReader}. */
public final class CommandWriter {

    private static final int PREFIX = 4;

    private CommandWriter() {}

    public static void write(Command command, ByteBuf out) {
        write(command, BodyWriter.of(command.body()), out);
    }

    /** The same with a body that is not made yet, in place of the command's own. */
    public static void write(Command command, BodyWriter body, ByteBuf out) {
        int start = out.writerIndex();
        out.writeZero(2 * PREFIX);
        if (command.encoding() == HeaderEncoding.JSON) {
            JsonHeader.write(command, out);
        } else {
            BinaryHeader.write(command, out);
        }
        int header = out.writerIndex() - start - 2 * PREFIX;
        out.setInt(start + PREFIX, command.encoding().id() << 24 | header);
        body.writeTo(out);
        out.setInt(start, out.writerIndex() - start - PREFIX);
    }
}
