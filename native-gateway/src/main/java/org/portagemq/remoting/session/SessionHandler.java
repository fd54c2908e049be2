// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.remoting.session;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.ByteToMessageDecoder;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import org.portagemq.client.session.CommandCodec;
import org.portagemq.client.session.EventCodec;
import org.portagemq.client.session.SectionReader;
import org.portagemq.client.session.SectionWriter;
import org.portagemq.client.session.SessionEvent;
import org.portagemq.client.session.SessionFrames;
import org.portagemq.transport.Connection;
import org.portagemq.transport.Heartbeat;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Connects the conversation of one client with its socket. */
public final class SessionHandler extends ByteToMessageDecoder {

    private static final Logger LOG = LoggerFactory.getLogger(SessionHandler.class);

    /** Before the login nobody has more to say. */
    private static final int LOGIN_FRAME = 16 << 10;

    /** What a client may send that does not wait when it is told to. */
    private static final long PATIENCE_BYTES = 16 << 20;

    private static final int USUAL_FRAME = 1_024;
    private static final int FULL_FRAME = 64 << 10;
    private static final Duration SIGN_OF_LIFE = Duration.ofSeconds(30);

    private final Connection connection;
    private final Conversation conversation;
    private final int frameLimit;
    private final Duration silence;
    private ChannelHandlerContext context;
    private SectionWriter events;
    private boolean written;
    private boolean flushPosted;
    private boolean held;
    private long sinceHeld;

    /**
     * A handler for a connection.
     *
     * @param frameLimit octets of a frame after the login
     * @param silence after which a client counts as gone
     */
    public SessionHandler(SessionService service, Connection connection, int frameLimit, Duration silence) {
        this.connection = connection;
        this.frameLimit = frameLimit;
        this.silence = silence;
        this.conversation = service.converse(
                connection.info(),
                connection.channel().eventLoop(),
                this::event,
                connection
                        .certifiedUser()
                        .or(() -> service.authenticator().anonymousUser())
                        .orElse(null));
        setCumulator(MERGE_CUMULATOR);
    }

    @Override
    public void handlerAdded(ChannelHandlerContext ctx) {
        context = ctx;
        connection.onShutdown(() -> {
            conversation.close(false);
            ctx.close();
        });
    }

    @Override
    protected void decode(ChannelHandlerContext ctx, ByteBuf in, List<Object> nothing) {
        byte[] frame = SessionFrames.read(in, connection.isEstablished() ? frameLimit : LOGIN_FRAME);
        if (frame == null) {
            return;
        }
        if (held) {
            sinceHeld += frame.length;
            ctx.channel().config().setAutoRead(sinceHeld < PATIENCE_BYTES);
        }
        SectionReader commands = new SectionReader(frame);
        while (commands.hasMore()) {
            conversation.command(CommandCodec.read(commands));
        }
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext ctx) throws Exception {
        conversation.flush();
        flush();
        super.channelReadComplete(ctx);
    }

    private void event(SessionEvent event) {
        if (event instanceof SessionEvent.Opened) {
            established();
        } else if (event instanceof SessionEvent.Hold) {
            held = true;
            sinceHeld = 0;
        } else if (event instanceof SessionEvent.Resume) {
            held = false;
            context.channel().config().setAutoRead(true);
        }
        if (events == null) {
            events = new SectionWriter(USUAL_FRAME);
        }
        EventCodec.write(event, events);
        if (events.length() >= FULL_FRAME) {
            writeFrame();
        }
        if (event instanceof SessionEvent.Ended) {
            flush();
            connection.endOutput();
            connection.awaitPeer();
        } else if (!flushPosted) {
            flushPosted = true;
            context.executor().execute(this::flush);
        }
    }

    private void established() {
        connection.established();
        context.pipeline().addBefore(context.name(), "silence", new Heartbeat(silence, SIGN_OF_LIFE, new Life()));
    }

    private void writeFrame() {
        ByteBuf out = context.alloc().buffer(SessionFrames.length(events.length()));
        SessionFrames.write(events, out);
        events = null;
        context.write(out, context.voidPromise());
        written = true;
        if (!context.channel().isWritable()) {
            conversation.writable(false);
        }
    }

    private void flush() {
        flushPosted = false;
        if (events != null) {
            writeFrame();
        }
        if (written) {
            written = false;
            context.flush();
        }
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext ctx) {
        conversation.writable(ctx.channel().isWritable());
        conversation.flush();
        ctx.fireChannelWritabilityChanged();
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) throws Exception {
        conversation.close(false);
        super.channelInactive(ctx);
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        Throwable reason = cause.getCause() == null ? cause : cause.getCause();
        if (reason instanceof IOException || reason instanceof SectionReader.MalformedException) {
            LOG.info("closing the connection from {}: {}", ctx.channel().remoteAddress(), reason.getMessage());
        } else {
            LOG.error("closing the connection from {}", ctx.channel().remoteAddress(), cause);
        }
        ctx.close();
    }

    /** Signs of life, of both sides. */
    private static final class Life implements Heartbeat.Listener {

        @Override
        public void sendSignOfLife(ChannelHandlerContext ctx) {
            ByteBuf out = ctx.alloc().buffer(SessionFrames.length(0));
            SessionFrames.writeEmpty(out);
            ctx.writeAndFlush(out, ctx.voidPromise());
        }

        @Override
        public void peerSilent(ChannelHandlerContext ctx) {
            LOG.info(
                    "closing the connection from {}: it is silent",
                    ctx.channel().remoteAddress());
            ctx.close();
        }
    }
}
