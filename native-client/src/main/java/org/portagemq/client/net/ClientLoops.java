// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.client.net;

import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.util.concurrent.DefaultThreadFactory;

/** The event loops of clients. All of a process share few threads, which do not keep it alive. */
public final class ClientLoops {

    private static final int THREADS = 2;

    /** Made with the first connection. */
    private static final class Holder {
        static final EventLoopGroup GROUP = new MultiThreadIoEventLoopGroup(
                THREADS, new DefaultThreadFactory("portage-client", true), NioIoHandler.newFactory());
    }

    private ClientLoops() {}

    public static EventLoopGroup group() {
        return Holder.GROUP;
    }
}
