// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.transport;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import io.netty.handler.codec.http.websocketx.BinaryWebSocketFrame;
import io.netty.handler.codec.http.websocketx.CloseWebSocketFrame;
import io.netty.handler.codec.http.websocketx.ContinuationWebSocketFrame;
import io.netty.handler.codec.http.websocketx.TextWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketCloseStatus;
import io.netty.handler.codec.http.websocketx.WebSocketFrame;
import java.nio.charset.StandardCharsets;

/**
 * Bytes out of WebSocket messages and into them. How the peer cuts its bytes into messages and frames means nothing. Each
 * buffer that is written becomes one message, in several frames when it is large: of text when it is valid UTF-8, binary
 * otherwise; or always binary, and then text is not taken either.
 */
final class WebSocketBytes extends ChannelDuplexHandler {

    private static final int FRAGMENT = 1024 * 1024;

    private final WebSocketProtocol.Text text;
    private boolean inText;

    WebSocketBytes(WebSocketProtocol.Text text) {
        this.text = text;
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        boolean data = message instanceof TextWebSocketFrame
                || message instanceof BinaryWebSocketFrame
                || message instanceof ContinuationWebSocketFrame;
        if (text == WebSocketProtocol.Text.REFUSED && message instanceof TextWebSocketFrame frame) {
            frame.release();
            ctx.writeAndFlush(new CloseWebSocketFrame(WebSocketCloseStatus.INVALID_MESSAGE_TYPE))
                    .addListener(ChannelFutureListener.CLOSE);
        } else if (data) {
            pass(ctx, (WebSocketFrame) message);
        } else {
            ctx.fireChannelRead(message);
        }
    }

    private void pass(ChannelHandlerContext ctx, WebSocketFrame frame) {
        inText = frame instanceof TextWebSocketFrame || (inText && frame instanceof ContinuationWebSocketFrame);
        boolean end = inText && frame.isFinalFragment() && text == WebSocketProtocol.Text.ENDS_TOLD;
        ctx.fireChannelRead(frame.content());
        if (end) {
            ctx.fireUserEventTriggered(WebSocketUpgrade.TEXT_END);
        }
    }

    @Override
    public void write(ChannelHandlerContext ctx, Object message, ChannelPromise promise) {
        if (!(message instanceof ByteBuf bytes) || !bytes.isReadable()) {
            ctx.write(message, promise);
            return;
        }
        boolean asText = text != WebSocketProtocol.Text.REFUSED && ByteBufUtil.isText(bytes, StandardCharsets.UTF_8);
        boolean last = bytes.readableBytes() <= FRAGMENT;
        ByteBuf first = last ? bytes : bytes.readRetainedSlice(FRAGMENT);
        WebSocketFrame opening =
                asText ? new TextWebSocketFrame(last, 0, first) : new BinaryWebSocketFrame(last, 0, first);
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
