// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.server.http;

import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.DecoderResult;
import io.netty.handler.codec.TooLongFrameException;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.TooLongHttpHeaderException;
import io.netty.handler.codec.http.TooLongHttpLineException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.portagemq.core.api.Principal;
import org.portagemq.transport.Connection;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Answers the requests of one connection, one after the other. */
final class HttpRequestHandler extends SimpleChannelInboundHandler<FullHttpRequest> {

    private static final Logger LOG = LoggerFactory.getLogger(HttpRequestHandler.class);

    private final Map<String, HttpRoute> routes;
    private final HttpLogin login;
    private final Connection connection;
    private boolean waitingForLogin;

    /** What is needed of a request once its buffer is given back. */
    private record Request(HttpMethod method, HttpHeaders headers, boolean keepAlive) {}

    HttpRequestHandler(Map<String, HttpRoute> routes, HttpLogin login, Connection connection) {
        this.routes = routes;
        this.login = login;
        this.connection = connection;
    }

    @Override
    protected void channelRead0(ChannelHandlerContext ctx, FullHttpRequest received) {
        if (waitingForLogin) {
            // It came in one piece with the request before it, so that not reading could not hold it back.
            ctx.close();
            return;
        }
        Request request = new Request(received.method(), received.headers(), HttpUtil.isKeepAlive(received));
        if (received.decoderResult().isFailure()) {
            send(ctx, new Request(HttpMethod.GET, received.headers(), false), unreadable(received.decoderResult()));
            return;
        }
        HttpRoute route = routes.get(path(received.uri()));
        if (route == null) {
            send(ctx, request, HttpAnswer.text(HttpResponseStatus.NOT_FOUND, "no such page"));
        } else if (!request.method().equals(HttpMethod.GET) && !request.method().equals(HttpMethod.HEAD)) {
            send(
                    ctx,
                    request,
                    HttpAnswer.text(HttpResponseStatus.METHOD_NOT_ALLOWED, "only GET and HEAD")
                            .with("allow", "GET, HEAD"));
        } else if (connection.info().loopback()) {
            send(ctx, request, answer(route, request));
        } else {
            afterLogin(ctx, request, route);
        }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        if (!(cause instanceof IOException)) {
            LOG.warn("closing the HTTP connection from {}", connection.info().peer(), cause);
        }
        ctx.close();
    }

    private void afterLogin(ChannelHandlerContext ctx, Request request, HttpRoute route) {
        // No further request is read meanwhile, so that answers keep the order of their requests.
        waitingForLogin = true;
        ctx.channel().config().setAutoRead(false);
        login.principal(request.headers().get(HttpHeaderNames.AUTHORIZATION), connection.info())
                .whenComplete((principal, refused) -> ctx.executor().execute(() -> {
                    waitingForLogin = false;
                    send(ctx, request, afterLogin(principal, route, request));
                    ctx.channel().config().setAutoRead(true);
                }));
    }

    private HttpAnswer afterLogin(Principal principal, HttpRoute route, Request request) {
        if (principal == null) {
            return HttpAnswer.text(HttpResponseStatus.UNAUTHORIZED, "a user and password are needed from elsewhere")
                    .with("www-authenticate", "Basic realm=\"portage\", charset=\"UTF-8\"");
        }
        if (!login.mayWatch(principal)) {
            return HttpAnswer.text(
                    HttpResponseStatus.FORBIDDEN,
                    "user '" + principal.name() + "' needs the tag monitoring or administrator");
        }
        return answer(route, request);
    }

    private static HttpAnswer answer(HttpRoute route, Request request) {
        try {
            return route.answer().read(request.headers());
        } catch (RuntimeException failed) {
            LOG.error("{} could not be answered", route.path(), failed);
            return HttpAnswer.text(HttpResponseStatus.INTERNAL_SERVER_ERROR, "this page failed; the log says why");
        }
    }

    private static HttpAnswer unreadable(DecoderResult result) {
        Throwable cause = result.cause();
        if (cause instanceof TooLongHttpLineException) {
            return HttpAnswer.text(HttpResponseStatus.REQUEST_URI_TOO_LONG, "the request line is too long");
        }
        if (cause instanceof TooLongHttpHeaderException || cause instanceof TooLongFrameException) {
            return HttpAnswer.text(HttpResponseStatus.REQUEST_HEADER_FIELDS_TOO_LARGE, "the headers are too large");
        }
        return HttpAnswer.text(HttpResponseStatus.BAD_REQUEST, "not an HTTP request");
    }

    private static void send(ChannelHandlerContext ctx, Request request, HttpAnswer answer) {
        byte[] text = answer.body().getBytes(StandardCharsets.UTF_8);
        byte[] body = request.method().equals(HttpMethod.HEAD) ? new byte[0] : text;
        DefaultFullHttpResponse response =
                new DefaultFullHttpResponse(HttpVersion.HTTP_1_1, answer.status(), Unpooled.wrappedBuffer(body));
        response.headers()
                .set(HttpHeaderNames.CONTENT_TYPE, answer.contentType())
                .set(HttpHeaderNames.CONTENT_LENGTH, text.length)
                .set(HttpHeaderNames.CACHE_CONTROL, "no-store")
                .set("x-content-type-options", "nosniff");
        answer.headers().forEach(response.headers()::set);
        HttpUtil.setKeepAlive(response, request.keepAlive());
        ChannelFuture sent = ctx.writeAndFlush(response);
        if (!request.keepAlive()) {
            sent.addListener(ChannelFutureListener.CLOSE);
        }
    }

    private static String path(String uri) {
        int query = uri.indexOf('?');
        return query < 0 ? uri : uri.substring(0, query);
    }
}
