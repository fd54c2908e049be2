// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.transport;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.ByteToMessageDecoder;
import java.util.List;

/** Sees by the first octet whether a peer begins with TLS, and makes room for it or for clear text. */
final class TlsChoice extends ByteToMessageDecoder {

    /** A record of TLS with a handshake in it. */
    private static final byte HANDSHAKE = 0x16;

    private final Connection connection;
    private final Tls keys;

    TlsChoice(Connection connection, Tls keys) {
        this.connection = connection;
        this.keys = keys;
    }

    @Override
    protected void decode(ChannelHandlerContext ctx, ByteBuf in, List<Object> out) {
        if (in.getByte(in.readerIndex()) == HANDSHAKE) {
            connection.secureInPlaceOf(this, keys);
        } else {
            ctx.pipeline().remove(this);
        }
    }
}
