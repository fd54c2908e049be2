// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.client.remote;

import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.handler.ssl.SslHandler;
import java.util.Optional;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLParameters;
import org.portagemq.client.config.Tls;

/** Opens connections. The name of a host is looked up each time. */
final class Dialer {

    private static final int CONNECT_TIMEOUT_MS = 3_000;

    private final Optional<Tls> tls;

    Dialer(Optional<Tls> tls) {
        this.tls = tls;
    }

    /** Succeeds when the connection is there, with TLS if that is wanted. */
    ChannelFuture dial(EventLoop loop, Peer peer) {
        Endpoint endpoint = peer.endpoint();
        return new Bootstrap()
                .group(loop)
                .channel(NioSocketChannel.class)
                .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, CONNECT_TIMEOUT_MS)
                .option(ChannelOption.TCP_NODELAY, true)
                .handler(new ChannelInitializer<Channel>() {
                    @Override
                    protected void initChannel(Channel channel) {
                        tls.ifPresent(wanted -> channel.pipeline().addLast(handler(wanted, endpoint)));
                        channel.pipeline().addLast(new Wire(peer));
                    }
                })
                .connect(endpoint.host(), endpoint.port());
    }

    private static SslHandler handler(Tls tls, Endpoint endpoint) {
        SSLEngine engine = tls.context().createSSLEngine(endpoint.host(), endpoint.port());
        engine.setUseClientMode(true);
        if (tls.names() == Tls.NameCheck.REQUIRED) {
            SSLParameters parameters = engine.getSSLParameters();
            parameters.setEndpointIdentificationAlgorithm("HTTPS");
            engine.setSSLParameters(parameters);
        }
        SslHandler handler = new SslHandler(engine);
        handler.setHandshakeTimeoutMillis(CONNECT_TIMEOUT_MS);
        return handler;
    }
}
