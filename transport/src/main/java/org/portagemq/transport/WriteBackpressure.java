// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.transport;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;

/**
 * Tells a gateway when a slow peer should be given nothing more, and when it may go on. The marks are those of {@link
 * TransportSettings#WRITE_BUFFER}.
 */
public final class WriteBackpressure extends ChannelInboundHandlerAdapter {

    /** Called on the event loop at each change. */
    @FunctionalInterface
    public interface Listener {
        void writable(boolean writable);
    }

    private final Listener listener;

    public WriteBackpressure(Listener listener) {
        this.listener = listener;
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext ctx) {
        listener.writable(ctx.channel().isWritable());
        ctx.fireChannelWritabilityChanged();
    }
}
