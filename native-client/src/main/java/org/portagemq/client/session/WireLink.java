// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.client.session;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.ByteToMessageDecoder;
import io.netty.handler.timeout.IdleState;
import io.netty.handler.timeout.IdleStateEvent;
import java.util.List;

/** A link over a connection of the network. */
final class WireLink extends ByteToMessageDecoder implements Link {

    /** Events of the broker hold pages of messages. */
    private static final int MAX_FRAME = Integer.MAX_VALUE - 8;

    private static final int USUAL_FRAME = 256;

    private final Link.Listener listener;
    private volatile Channel channel;
    private boolean over;

    WireLink(Link.Listener listener) {
        this.listener = listener;
        setCumulator(MERGE_CUMULATOR);
    }

    @Override
    public void handlerAdded(ChannelHandlerContext ctx) {
        channel = ctx.channel();
    }

    @Override
    public void send(SessionCommand command) {
        int body = command instanceof SessionCommand.Publish publish
                ? publish.message().header().length + publish.message().body().length
                : 0;
        SectionWriter out = new SectionWriter(USUAL_FRAME + body);
        CommandCodec.write(command, out);
        ByteBuf octets = channel.alloc().buffer(SessionFrames.length(out.length()));
        SessionFrames.write(out, octets);
        channel.writeAndFlush(octets, channel.voidPromise());
    }

    @Override
    public void close() {
        channel.close();
    }

    @Override
    protected void decode(ChannelHandlerContext ctx, ByteBuf in, List<Object> nothing) {
        byte[] frame = SessionFrames.read(in, MAX_FRAME);
        if (frame == null) {
            return;
        }
        SectionReader events = new SectionReader(frame);
        while (events.hasMore()) {
            event(EventCodec.read(events));
        }
    }

    private void event(SessionEvent event) {
        over |= event instanceof SessionEvent.Ended;
        listener.event(event);
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) throws Exception {
        super.channelInactive(ctx);
        end("the broker has closed the connection, or is gone");
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        end("the connection broke: " + cause);
        ctx.close();
    }

    private void end(String why) {
        if (!over) {
            event(new SessionEvent.Ended(new Failure(Failure.Kind.LOST, why)));
        }
    }

    /** A sign of life after silence of ours; an end after silence of the broker. */
    @Override
    public void userEventTriggered(ChannelHandlerContext ctx, Object happened) throws Exception {
        if (!(happened instanceof IdleStateEvent idle)) {
            super.userEventTriggered(ctx, happened);
        } else if (idle.state() == IdleState.WRITER_IDLE) {
            ByteBuf octets = ctx.alloc().buffer(SessionFrames.length(0));
            SessionFrames.writeEmpty(octets);
            ctx.writeAndFlush(octets, ctx.voidPromise());
        } else if (idle.state() == IdleState.READER_IDLE) {
            end("the broker is silent");
            ctx.close();
        }
    }
}
