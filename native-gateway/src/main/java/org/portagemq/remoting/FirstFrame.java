// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.remoting;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.ByteToMessageDecoder;
import java.util.List;
import java.util.function.Supplier;
import org.portagemq.client.session.SessionFrames;

/** Finds out by the first frame who speaks: a client in sessions, or one of RocketMQ. */
final class FirstFrame extends ByteToMessageDecoder {

    private static final int ENCODING_AT = 4;

    private final Supplier<ChannelHandler> ofSessions;
    private final Supplier<ChannelHandler> ofCommands;

    FirstFrame(Supplier<ChannelHandler> ofSessions, Supplier<ChannelHandler> ofCommands) {
        this.ofSessions = ofSessions;
        this.ofCommands = ofCommands;
    }

    @Override
    protected void decode(ChannelHandlerContext ctx, ByteBuf in, List<Object> nothing) {
        if (in.readableBytes() <= ENCODING_AT) {
            return;
        }
        boolean sessions = in.getUnsignedByte(in.readerIndex() + ENCODING_AT) == SessionFrames.ENCODING;
        ctx.pipeline().replace(this, "native", sessions ? ofSessions.get() : ofCommands.get());
    }
}
