// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.server.http;

import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import io.netty.util.concurrent.Future;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/**
 * Closes a connection whose request takes too long from its first byte, however slowly its bytes come, and one that waits
 * too long for its next request. Stands in front of the codec and sees bytes.
 */
final class HttpDeadlines extends ChannelDuplexHandler {

    private final long requestNanos;
    private final long idleNanos;
    private boolean receiving;
    private Future<?> alarm;

    HttpDeadlines(Duration request, Duration idle) {
        this.requestNanos = request.toNanos();
        this.idleNanos = idle.toNanos();
    }

    @Override
    public void handlerAdded(ChannelHandlerContext ctx) {
        // The first request of a connection has no right to idle.
        set(ctx, requestNanos);
    }

    @Override
    public void handlerRemoved(ChannelHandlerContext ctx) {
        alarm.cancel(false);
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        if (!receiving) {
            receiving = true;
            set(ctx, requestNanos);
        }
        ctx.fireChannelRead(message);
    }

    @Override
    public void write(ChannelHandlerContext ctx, Object message, ChannelPromise promise) {
        if (receiving) {
            receiving = false;
            set(ctx, idleNanos);
        }
        ctx.write(message, promise);
    }

    private void set(ChannelHandlerContext ctx, long nanos) {
        if (alarm != null) {
            alarm.cancel(false);
        }
        alarm = ctx.executor().schedule(() -> ctx.close(), nanos, TimeUnit.NANOSECONDS);
    }
}
