// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.client.net;

import io.netty.channel.EventLoopGroup;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.util.concurrent.DefaultThreadFactory;

/**
 * The event loops of clients. All of a process share few threads, which do not keep it alive. They watch sockets by Linux's epoll
 * where Netty's library for it can be loaded, and by Java's selector elsewhere: to wake a loop of the former takes one call of the
 * system, one of the latter six.
 */
public final class ClientLoops {

    private static final int THREADS = 2;
    private static final boolean NATIVE = Epoll.isAvailable();

    /** Made with the first connection. */
    private static final class Holder {
        static final EventLoopGroup GROUP =
                new MultiThreadIoEventLoopGroup(THREADS, new DefaultThreadFactory("portage-client", true), handlers());

        private static IoHandlerFactory handlers() {
            return NATIVE ? EpollIoHandler.newFactory() : NioIoHandler.newFactory();
        }
    }

    private ClientLoops() {}

    public static EventLoopGroup group() {
        return Holder.GROUP;
    }

    /** The kind of channel that these loops can serve. */
    public static Class<? extends SocketChannel> channels() {
        return NATIVE ? EpollSocketChannel.class : NioSocketChannel.class;
    }
}
