// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.amqp.engine;

import io.netty.buffer.ByteBuf;

/**
 * One connection without its socket: octets come in by calls, and go out by a {@link SocketOutlet}. Used on the
 * connection's thread only.
 */
public interface ConnectionEngine {

    /** Takes what it can of the octets; the rest has to be given again, with more behind it. */
    void receive(ByteBuf in);

    /** All octets of this read are taken: what they caused goes to the broker and to the peer. */
    void endBatch();

    /** Whether the socket takes more bytes. May be called from within a write of this connection. */
    void writable(boolean writable);

    /** The socket is gone. */
    void disconnected();

    /** The server ends. */
    void shutdown(String reason);
}
