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
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.portagemq.core.api.Principal;
import org.portagemq.transport.Connection;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Answers the requests of one connection, one after the other. */
final class HttpRequestHandler extends SimpleChannelInboundHandler<FullHttpRequest> {

    private static final Logger LOG = LoggerFactory.getLogger(HttpRequestHandler.class);

    private final Map<String, HttpRoute> routes;
    private final List<HttpApi> apis;
    private final HttpLogin login;
    private final Connection connection;
    private boolean waitingForLogin;

    /** What is needed of a request once its buffer is given back. */
    private record Request(HttpMethod method, HttpHeaders headers, boolean keepAlive) {}

    HttpRequestHandler(Map<String, HttpRoute> routes, List<HttpApi> apis, HttpLogin login, Connection connection) {
        this.routes = routes;
        this.apis = apis;
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
        String path = path(received.uri());
        Optional<HttpApi> api = apis.stream().filter(one -> one.serves(path)).findFirst();
        if (api.isPresent()) {
            callApi(ctx, request, api.get(), path, received.content().toString(StandardCharsets.UTF_8));
            return;
        }
        HttpRoute route = routes.get(path);
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
            afterLogin(ctx, request, principal -> send(ctx, request, afterLogin(principal, route, request)));
        }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        if (!(cause instanceof IOException)) {
            LOG.warn("closing the HTTP connection from {}", connection.info().peer(), cause);
        }
        ctx.close();
    }

    /** The management interface asks everybody who they are, on this machine too. */
    private void callApi(ChannelHandlerContext ctx, Request request, HttpApi api, String path, String body) {
        if (request.method().equals(HttpMethod.PUT)
                && !HttpAnswer.JSON.equals(String.valueOf(
                        HttpUtil.getMimeType(request.headers().get(HttpHeaderNames.CONTENT_TYPE, ""))))) {
            // A page of somebody else's can make a browser send forms in a user's name, but not JSON.
            send(
                    ctx,
                    request,
                    ApiAnswers.error(
                            HttpResponseStatus.UNSUPPORTED_MEDIA_TYPE, "content-type has to be " + HttpAnswer.JSON));
            return;
        }
        afterLogin(ctx, request, principal -> {
            if (principal == null) {
                send(ctx, request, unknown());
                return;
            }
            try {
                api.answer(
                        new ApiCall(
                                request.method(),
                                ApiCall.parts(path),
                                body,
                                principal,
                                connection.info(),
                                ctx.executor()),
                        answer -> send(ctx, request, answer));
            } catch (IllegalArgumentException malformed) {
                send(ctx, request, ApiAnswers.error(HttpResponseStatus.BAD_REQUEST, malformed.getMessage()));
            } catch (RuntimeException failed) {
                LOG.error("{} could not be answered", path, failed);
                send(
                        ctx,
                        request,
                        ApiAnswers.error(
                                HttpResponseStatus.INTERNAL_SERVER_ERROR, "this call failed; the log says why"));
            }
        });
    }

    private static HttpAnswer unknown() {
        return HttpAnswer.text(HttpResponseStatus.UNAUTHORIZED, "a user and password are needed")
                .with("www-authenticate", "Basic realm=\"portage\", charset=\"UTF-8\"");
    }

    /** Goes on with who asks, or with null. */
    private void afterLogin(ChannelHandlerContext ctx, Request request, Consumer<Principal> next) {
        // No further request is read meanwhile, so that answers keep the order of their requests.
        waitingForLogin = true;
        ctx.channel().config().setAutoRead(false);
        login.principal(request.headers().get(HttpHeaderNames.AUTHORIZATION), connection.info())
                .whenComplete((principal, refused) -> ctx.executor().execute(() -> {
                    waitingForLogin = false;
                    next.accept(principal);
                    ctx.channel().config().setAutoRead(true);
                }));
    }

    private HttpAnswer afterLogin(Principal principal, HttpRoute route, Request request) {
        if (principal == null) {
            return unknown();
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
