// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.transport;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import io.netty.handler.codec.http.websocketx.BinaryWebSocketFrame;
import io.netty.handler.codec.http.websocketx.ContinuationWebSocketFrame;
import io.netty.handler.codec.http.websocketx.TextWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketFrame;
import java.nio.charset.StandardCharsets;

/**
 * Bytes out of WebSocket messages and into them. How the peer cuts its bytes into messages and frames means nothing. Each
 * buffer that is written becomes one message: of text when it is valid UTF-8, binary otherwise, in several frames when it is
 * large.
 */
final class WebSocketBytes extends ChannelDuplexHandler {

    private static final int FRAGMENT = 1024 * 1024;

    private final boolean textEnds;
    private boolean inText;

    /** @param textEnds whether {@link WebSocketUpgrade#TEXT_END} follows each message of text */
    WebSocketBytes(boolean textEnds) {
        this.textEnds = textEnds;
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        boolean data = message instanceof TextWebSocketFrame
                || message instanceof BinaryWebSocketFrame
                || message instanceof ContinuationWebSocketFrame;
        if (data) {
            WebSocketFrame frame = (WebSocketFrame) message;
            inText = message instanceof TextWebSocketFrame || (inText && message instanceof ContinuationWebSocketFrame);
            boolean end = textEnds && inText && frame.isFinalFragment();
            ctx.fireChannelRead(frame.content());
            if (end) {
                ctx.fireUserEventTriggered(WebSocketUpgrade.TEXT_END);
            }
        } else {
            ctx.fireChannelRead(message);
        }
    }

    @Override
    public void write(ChannelHandlerContext ctx, Object message, ChannelPromise promise) {
        if (!(message instanceof ByteBuf bytes) || !bytes.isReadable()) {
            ctx.write(message, promise);
            return;
        }
        boolean text = ByteBufUtil.isText(bytes, StandardCharsets.UTF_8);
        boolean last = bytes.readableBytes() <= FRAGMENT;
        ByteBuf first = last ? bytes : bytes.readRetainedSlice(FRAGMENT);
        WebSocketFrame opening =
                text ? new TextWebSocketFrame(last, 0, first) : new BinaryWebSocketFrame(last, 0, first);
        if (last) {
            ctx.write(opening, promise);
            return;
        }
        ctx.write(opening, ctx.voidPromise());
        while (bytes.readableBytes() > FRAGMENT) {
            ctx.write(new ContinuationWebSocketFrame(false, 0, bytes.readRetainedSlice(FRAGMENT)), ctx.voidPromise());
        }
        ctx.write(new ContinuationWebSocketFrame(true, 0, bytes), promise);
    }
}
