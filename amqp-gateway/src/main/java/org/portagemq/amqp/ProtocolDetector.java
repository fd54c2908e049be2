// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.amqp;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.ByteToMessageDecoder;
import java.util.List;
import org.portagemq.transport.Connection;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads the eight octets with which every AMQP connection begins, and gives the connection to the version that they name.
 * Whoever sends something else gets the header that would have been right, and is closed (0-9-1, section 4.2.2).
 *
 * <pre>
 *  'A' 'M' 'Q' 'P' | protocol | major | minor | revision
 * </pre>
 */
public final class ProtocolDetector extends ByteToMessageDecoder {

    /** {@code AMQP 0 0 9 1}. */
    static final long HEADER_0_9_1 = 0x414D5150_00000901L;

    private static final Logger LOG = LoggerFactory.getLogger(ProtocolDetector.class);

    private static final int AMQP = 0x414D5150;
    private static final int HTTP_GET = 0x47455420;
    private static final int TLS_HANDSHAKE = 0x16;

    private final List<ProtocolVersion> versions;
    private final long offered;
    private final Connection connection;
    private boolean refused;

    /**
     * @param offered the header with which those are answered that send another one
     */
    ProtocolDetector(List<ProtocolVersion> versions, long offered, Connection connection) {
        this.versions = versions;
        this.offered = offered;
        this.connection = connection;
    }

    @Override
    protected void decode(ChannelHandlerContext ctx, ByteBuf in, List<Object> out) {
        if (refused) {
            in.skipBytes(in.readableBytes());
            return;
        }
        if (in.readableBytes() >= Integer.BYTES && in.getInt(in.readerIndex()) != AMQP) {
            refuse(ctx, in, guess(in.getInt(in.readerIndex())));
        } else if (in.readableBytes() >= Long.BYTES) {
            long header = in.readLong();
            for (ProtocolVersion version : versions) {
                if (version.speaks(header)) {
                    install(ctx, version.handler(connection));
                    return;
                }
            }
            refuse(
                    ctx,
                    in,
                    String.format(
                            "AMQP version %d %d %d %d",
                            header >> 24 & 0xFF, header >> 16 & 0xFF, header >> 8 & 0xFF, header & 0xFF));
        }
    }

    /** Octets that came behind the header go to the new handler when this one leaves. */
    private void install(ChannelHandlerContext ctx, ChannelHandler handler) {
        ctx.pipeline().addAfter(ctx.name(), "amqp", handler);
        ctx.pipeline().remove(this);
    }

    private static String guess(int first) {
        if (first == HTTP_GET) {
            return "HTTP";
        }
        return first >>> 24 == TLS_HANDSHAKE ? "TLS (this port is without TLS)" : "not AMQP";
    }

    private void refuse(ChannelHandlerContext ctx, ByteBuf in, String what) {
        refused = true;
        in.skipBytes(in.readableBytes());
        LOG.info("closing the connection from {}: it speaks {}", ctx.channel().remoteAddress(), what);
        ctx.writeAndFlush(Unpooled.copyLong(offered)).addListener(ChannelFutureListener.CLOSE);
    }
}
