// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.transport;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.http.websocketx.CloseWebSocketFrame;
import io.netty.handler.codec.http.websocketx.ContinuationWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketCloseStatus;
import io.netty.handler.codec.http.websocketx.WebSocketFrame;
import java.nio.ByteBuffer;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;

/**
 * Ends a WebSocket that sends much before it has logged in, by what its compressed frames grow to: a few kilobytes can hold
 * many megabytes. They are inflated here for their size only, as far as the limit; there are few of them.
 */
final class EarlyInflation extends ChannelInboundHandlerAdapter {

    private static final int COMPRESSED = 4;

    /** What permessage-deflate cuts off at the end of a message (RFC 7692, 7.2.1). */
    private static final byte[] TAIL = {0, 0, (byte) 0xFF, (byte) 0xFF};

    private final Connection connection;
    private final int limit;
    private final Inflater inflater = new Inflater(true);
    private final byte[] scrap = new byte[1024];
    private boolean inCompressed;
    private long size;

    EarlyInflation(Connection connection, int limit) {
        this.connection = connection;
        this.limit = limit;
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        if (connection.isEstablished()) {
            ctx.fireChannelRead(message);
            ctx.pipeline().remove(this);
        } else if (message instanceof WebSocketFrame frame && isCompressed(frame) && isTooMuch(frame)) {
            frame.release();
            // From the end of the pipeline, where the handler is that keeps to one close.
            ctx.channel().writeAndFlush(new CloseWebSocketFrame(WebSocketCloseStatus.MESSAGE_TOO_BIG));
            connection.awaitPeer();
            ctx.pipeline().remove(this);
        } else {
            ctx.fireChannelRead(message);
        }
    }

    private boolean isCompressed(WebSocketFrame frame) {
        boolean first = (frame.rsv() & COMPRESSED) != 0;
        boolean next = inCompressed && frame instanceof ContinuationWebSocketFrame;
        if (first || next) {
            inCompressed = !frame.isFinalFragment();
        }
        return first || next;
    }

    private boolean isTooMuch(WebSocketFrame frame) {
        try {
            inflate(frame.content().nioBuffer());
            if (frame.isFinalFragment()) {
                inflate(ByteBuffer.wrap(TAIL));
            }
            return size > limit;
        } catch (DataFormatException malformed) {
            // Those who inflate it in earnest say so.
            return false;
        }
    }

    private void inflate(ByteBuffer bytes) throws DataFormatException {
        inflater.setInput(bytes);
        int inflated = 1;
        while (inflated > 0 && size <= limit) {
            inflated = inflater.inflate(scrap);
            size += inflated;
        }
    }

    @Override
    public void handlerRemoved(ChannelHandlerContext ctx) {
        inflater.end();
    }
}
