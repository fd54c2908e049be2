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
import io.netty.handler.timeout.IdleStateHandler;
import java.io.IOException;
import java.net.URI;
import org.portagemq.client.net.ClientLoops;

/** Links over the network, to {@code portage://HOST:PORT}. All of a process share few threads, which do not keep it alive. */
public final class WireLinks implements LinkProvider {

    private static final int DEFAULT_PORT = 10911;
    private static final int FLUSHES = 64;
    private static final int SIGN_OF_LIFE_SECONDS = 30;
    private static final int SILENCE_SECONDS = 120;

    @Override
    public String scheme() {
        return "portage";
    }

    @Override
    public Link connect(URI address, int timeoutMs, Link.Listener listener) throws IOException {
        if (address.getHost() == null) {
            throw new IllegalArgumentException("'" + address + "' names no host: expected portage://HOST:PORT");
        }
        if (address.getQuery() != null) {
            throw new IllegalArgumentException(
                    "'" + address + "': there are no options but those that begin with jms.");
        }
        WireLink link = new WireLink(listener);
        ChannelFuture connected = new Bootstrap()
                .group(ClientLoops.group())
                .channel(NioSocketChannel.class)
                .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, timeoutMs)
                .option(ChannelOption.TCP_NODELAY, true)
                .handler(new ChannelInitializer<Channel>() {
                    @Override
                    protected void initChannel(Channel channel) {
                        channel.pipeline()
                                .addLast(new IdleStateHandler(SILENCE_SECONDS, SIGN_OF_LIFE_SECONDS, 0))
                                .addLast(new FlushConsolidationHandler(FLUSHES, true))
                                .addLast(link);
                    }
                })
                .connect(address.getHost(), address.getPort() < 0 ? DEFAULT_PORT : address.getPort());
        connected.awaitUninterruptibly();
        if (!connected.isSuccess()) {
            throw new IOException(connected.cause().getMessage(), connected.cause());
        }
        return link;
    }
}
