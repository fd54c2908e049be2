// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.transport;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelPipeline;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpDecoderConfig;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpObjectAggregator;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.QueryStringDecoder;
import io.netty.handler.codec.http.websocketx.WebSocketDecoderConfig;
import io.netty.handler.codec.http.websocketx.WebSocketServerProtocolConfig;
import io.netty.handler.codec.http.websocketx.WebSocketServerProtocolHandler;
import io.netty.handler.codec.http.websocketx.extensions.compression.WebSocketServerCompressionHandler;
import io.netty.util.AttributeKey;
import java.util.List;
import java.util.Optional;

/**
 * Turns a connection into a WebSocket that carries the bytes of the protocol at the path that was asked for: after the
 * upgrade its handlers see and write bytes, and each of their writes is one message. What is no upgrade is answered with an
 * HTTP error.
 *
 * @param origins of pages that may connect
 * @param compression whether permessage-deflate is offered
 */
public record WebSocketUpgrade(List<WebSocketProtocol> protocols, Origins origins, boolean compression) {

    /** The request's {@code Authorization}, for the protocol behind to judge; not set when there was none. */
    public static final AttributeKey<String> AUTHORIZATION =
            AttributeKey.valueOf(WebSocketUpgrade.class, "authorization");

    /** A message of text has ended. */
    public static final Object TEXT_END = new Object();

    private static final int REQUEST_LINE = 4096;
    private static final int REQUEST_HEADERS = 8192;
    private static final int REQUEST_BODY = 1024;
    private static final long CLOSE_TIMEOUT_MS = 2_000;

    /** Adds the handlers to the end of the pipeline; the protocol's follow when it is known. */
    void addTo(Connection connection) {
        ChannelPipeline pipeline = connection.channel().pipeline();
        EarlyBytes early = new EarlyBytes(connection);
        pipeline.addLast("early-bytes", early);
        pipeline.addLast(new HttpServerCodec(
                new HttpDecoderConfig().setMaxInitialLineLength(REQUEST_LINE).setMaxHeaderSize(REQUEST_HEADERS)));
        pipeline.addLast(new HttpObjectAggregator(REQUEST_BODY, true));
        pipeline.addLast(new RequestCheck(connection, early));
    }

    private void add(WebSocketProtocol protocol, Connection connection) {
        ChannelPipeline pipeline = connection.channel().pipeline();
        if (compression) {
            pipeline.addLast(new EarlyInflation(connection, protocol.earlyBytes()));
            pipeline.addLast(new WebSocketServerCompressionHandler(protocol.frameBytes()));
        }
        pipeline.addLast(new WebSocketServerProtocolHandler(WebSocketServerProtocolConfig.newBuilder()
                .websocketPath("/")
                .checkStartsWith(true)
                .subprotocols(String.join(",", protocol.subprotocols()))
                .forceCloseTimeoutMillis(CLOSE_TIMEOUT_MS)
                .decoderConfig(WebSocketDecoderConfig.newBuilder()
                        .maxFramePayloadLength(protocol.frameBytes())
                        .allowExtensions(compression)
                        .build())
                .build()));
        pipeline.addLast(new WebSocketBytes(protocol.text()));
        protocol.handlers().accept(connection);
    }

    private Optional<WebSocketProtocol> at(String path) {
        return protocols.stream().filter(each -> each.paths().contains(path)).findFirst();
    }

    /** Ends a connection that sends much before it has logged in, whatever the frames are that hold it. */
    private static final class EarlyBytes extends ChannelInboundHandlerAdapter {

        private final Connection connection;
        private int limit;
        private long read;

        EarlyBytes(Connection connection) {
            this.connection = connection;
        }

        /** So many may follow the request. */
        void limit(int bytes) {
            limit = bytes;
        }

        @Override
        public void channelRead(ChannelHandlerContext ctx, Object message) {
            if (connection.isEstablished()) {
                ctx.fireChannelRead(message);
                ctx.pipeline().remove(this);
                return;
            }
            read += ((ByteBuf) message).readableBytes();
            if (read > limit + REQUEST_LINE + REQUEST_HEADERS) {
                ((ByteBuf) message).release();
                ctx.close();
            } else {
                ctx.fireChannelRead(message);
            }
        }
    }

    /** Lets requests for an upgrade pass that may be granted. */
    private final class RequestCheck extends ChannelInboundHandlerAdapter {

        private final Connection connection;
        private final EarlyBytes early;

        RequestCheck(Connection connection, EarlyBytes early) {
            this.connection = connection;
            this.early = early;
        }

        @Override
        public void channelRead(ChannelHandlerContext ctx, Object message) {
            if (!(message instanceof FullHttpRequest request)) {
                ctx.fireChannelRead(message);
                return;
            }
            Optional<WebSocketProtocol> asked = request.decoderResult().isSuccess()
                    ? at(new QueryStringDecoder(request.uri()).path())
                    : Optional.empty();
            HttpResponseStatus refusal = refusal(request, asked.isPresent());
            if (refusal != null) {
                request.release();
                refuse(ctx, refusal);
                return;
            }
            String authorization = authorization(request);
            if (authorization != null) {
                ctx.channel().attr(AUTHORIZATION).set(authorization);
            }
            early.limit(asked.orElseThrow().earlyBytes());
            add(asked.orElseThrow(), connection);
            ctx.fireChannelRead(request);
            ctx.pipeline().remove(this);
        }

        /** Pages of browsers cannot set the header: they may give a token in the query (RFC 6750, 2.3). */
        private static String authorization(FullHttpRequest request) {
            String header = request.headers().get(HttpHeaderNames.AUTHORIZATION);
            if (header != null) {
                return header;
            }
            List<String> tokens =
                    new QueryStringDecoder(request.uri()).parameters().get("access_token");
            return tokens == null ? null : "Bearer " + tokens.get(0);
        }

        private HttpResponseStatus refusal(FullHttpRequest request, boolean known) {
            if (!request.decoderResult().isSuccess()) {
                return HttpResponseStatus.BAD_REQUEST;
            }
            if (!known) {
                return HttpResponseStatus.NOT_FOUND;
            }
            if (!HttpMethod.GET.equals(request.method())) {
                return HttpResponseStatus.METHOD_NOT_ALLOWED;
            }
            if (!request.headers().containsValue(HttpHeaderNames.UPGRADE, HttpHeaderValues.WEBSOCKET, true)) {
                return HttpResponseStatus.UPGRADE_REQUIRED;
            }
            String origin = request.headers().get(HttpHeaderNames.ORIGIN);
            String host = request.headers().get(HttpHeaderNames.HOST);
            return origins.allow(origin, host, connection.isSecure()) ? null : HttpResponseStatus.FORBIDDEN;
        }

        private static void refuse(ChannelHandlerContext ctx, HttpResponseStatus status) {
            ByteBuf text = ByteBufUtil.writeAscii(ctx.alloc(), text(status) + "\n");
            FullHttpResponse answer = new DefaultFullHttpResponse(HttpVersion.HTTP_1_1, status, text);
            answer.headers()
                    .set(HttpHeaderNames.CONTENT_TYPE, HttpHeaderValues.TEXT_PLAIN)
                    .set(HttpHeaderNames.CONTENT_LENGTH, text.readableBytes())
                    .set(HttpHeaderNames.CONNECTION, HttpHeaderValues.CLOSE);
            if (status.equals(HttpResponseStatus.UPGRADE_REQUIRED)) {
                answer.headers().set(HttpHeaderNames.UPGRADE, HttpHeaderValues.WEBSOCKET);
            }
            ctx.writeAndFlush(answer).addListener(ChannelFutureListener.CLOSE);
        }

        private static String text(HttpResponseStatus status) {
            return switch (status.code()) {
                case 403 -> "pages of this origin may not connect: list it in the setting of allowed origins";
                case 404 -> "there is no WebSocket at this path";
                case 426 -> "this is for WebSockets";
                default -> status.reasonPhrase();
            };
        }
    }
}
