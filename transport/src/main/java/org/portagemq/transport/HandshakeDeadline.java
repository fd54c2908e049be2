// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.transport;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.util.concurrent.Future;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Closes a connection that has not logged in after a while, however many bytes it sends. {@link
 * Connection#established()} takes the handler out of the pipeline.
 */
public final class HandshakeDeadline extends ChannelInboundHandlerAdapter {

    private static final Logger LOG = LoggerFactory.getLogger(HandshakeDeadline.class);

    private final Duration patience;
    private Future<?> alarm;

    public HandshakeDeadline(Duration patience) {
        this.patience = patience;
    }

    @Override
    public void handlerAdded(ChannelHandlerContext ctx) {
        alarm = ctx.executor().schedule(() -> expire(ctx), patience.toNanos(), TimeUnit.NANOSECONDS);
    }

    @Override
    public void handlerRemoved(ChannelHandlerContext ctx) {
        alarm.cancel(false);
    }

    private void expire(ChannelHandlerContext ctx) {
        LOG.info(
                "closing the connection from {}: no finished login within {} ms",
                ctx.channel().remoteAddress(),
                patience.toMillis());
        ctx.close();
    }
}
