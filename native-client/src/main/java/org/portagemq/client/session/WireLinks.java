// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.client.session;

import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.handler.flush.FlushConsolidationHandler;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.timeout.IdleStateHandler;
import io.netty.util.concurrent.Future;
import java.io.IOException;
import java.net.URI;
import java.util.List;
import org.portagemq.client.net.ClientLoops;

/**
 * Links over the network, to {@code portage://HOST:PORT}, and {@code portages://HOST:PORT} with TLS. All of a process share few
 * threads, which do not keep it alive.
 */
public final class WireLinks implements LinkProvider {

    private static final int FLUSHES = 64;
    private static final int SIGN_OF_LIFE_SECONDS = 30;
    private static final int SILENCE_SECONDS = 120;

    @Override
    public List<String> schemes() {
        return WireAddress.SCHEMES;
    }

    @Override
    public Link connect(URI address, int timeoutMs, Link.Listener listener) throws IOException {
        WireAddress to = WireAddress.of(address);
        WireLink link = new WireLink(listener);
        ChannelFuture connected = new Bootstrap()
                .group(ClientLoops.group())
                .channel(NioSocketChannel.class)
                .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, timeoutMs)
                .option(ChannelOption.TCP_NODELAY, true)
                .handler(new ChannelInitializer<Channel>() {
                    @Override
                    protected void initChannel(Channel channel) {
                        if (to.tls() != null) {
                            channel.pipeline().addLast(to.tls().handler(channel, to.host(), to.port(), timeoutMs));
                        }
                        channel.pipeline()
                                .addLast(new IdleStateHandler(SILENCE_SECONDS, SIGN_OF_LIFE_SECONDS, 0))
                                .addLast(new FlushConsolidationHandler(FLUSHES, true))
                                .addLast(link);
                    }
                })
                .connect(to.host(), to.port());
        require(connected);
        if (to.tls() != null) {
            require(connected.channel().pipeline().get(SslHandler.class).handshakeFuture());
        }
        return link;
    }

    private static void require(Future<?> done) throws IOException {
        done.awaitUninterruptibly();
        if (!done.isSuccess()) {
            throw new IOException(done.cause().getMessage(), done.cause());
        }
    }
}
