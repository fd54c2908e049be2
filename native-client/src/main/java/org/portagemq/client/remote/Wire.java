// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.client.remote;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.ByteToMessageDecoder;
import java.util.List;
import org.portagemq.client.codec.Command;
import org.portagemq.client.codec.CommandReader;
import org.portagemq.client.codec.FrameLimits;

/** The end of one connection: octets become commands, which its peer is given. */
final class Wire extends ByteToMessageDecoder {

    /** A server's pages of messages may be larger than what it takes itself. */
    private static final FrameLimits LIMITS = new FrameLimits(64 << 20, 4 << 20);

    private final Peer peer;
    private final CommandReader reader = new CommandReader(LIMITS);
    private String why = "the server has closed the connection, or is gone";

    Wire(Peer peer) {
        this.peer = peer;
    }

    @Override
    protected void decode(ChannelHandlerContext ctx, ByteBuf in, List<Object> nothing) {
        Command command = reader.read(in);
        if (command != null) {
            peer.received(ctx.channel(), command);
        }
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext ctx) {
        if (ctx.channel().isWritable()) {
            peer.wake();
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) throws Exception {
        super.channelInactive(ctx);
        peer.disconnected(ctx.channel(), why);
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        why = "the connection broke: " + cause;
        ctx.close();
    }
}
