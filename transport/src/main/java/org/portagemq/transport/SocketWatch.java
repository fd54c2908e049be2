// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.transport;

import io.netty.channel.IoHandlerFactory;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.ServerSocketChannel;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How loops wait for their sockets. To wake a loop of Linux's own kind takes one call of the system, one of Java's six and
 * often a lock that the caller holds: with few connections that is most of what a message costs.
 */
enum SocketWatch {
    EPOLL {
        @Override
        IoHandlerFactory handlers() {
            return EpollIoHandler.newFactory();
        }

        @Override
        Class<? extends ServerSocketChannel> accepting() {
            return EpollServerSocketChannel.class;
        }
    },

    SELECTOR {
        @Override
        IoHandlerFactory handlers() {
            return NioIoHandler.newFactory();
        }

        @Override
        Class<? extends ServerSocketChannel> accepting() {
            return NioServerSocketChannel.class;
        }
    };

    private static final Logger LOG = LoggerFactory.getLogger(SocketWatch.class);

    abstract IoHandlerFactory handlers();

    abstract Class<? extends ServerSocketChannel> accepting();

    /** @param nativeIo whether that of the system is wanted, where there is one */
    static SocketWatch of(boolean nativeIo) {
        if (!nativeIo) {
            return SELECTOR;
        }
        if (!Epoll.isAvailable()) {
            LOG.debug("Sockets are watched by Java's selector", Epoll.unavailabilityCause());
            return SELECTOR;
        }
        return EPOLL;
    }
}
