// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.client.codec;

import io.netty.buffer.ByteBuf;

/** Writes the body of a command straight behind its header. */
@FunctionalInterface
public interface BodyWriter {

    BodyWriter EMPTY = out -> {};

    void writeTo(ByteBuf out);

    /** A body that is there already. */
    static BodyWriter of(byte[] body) {
        return body.length == 0 ? EMPTY : out -> out.writeBytes(body);
    }
}
