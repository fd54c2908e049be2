// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.transport;

import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import io.netty.util.concurrent.Future;
import io.netty.util.concurrent.Ticker;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/**
 * Notices a silent peer, and says when the own side has been silent for so long that the peer may wonder. Added by a
 * gateway once the intervals are agreed, in front of its codec, so that it sees bytes.
 *
 * <p>While the broker itself does not read from the socket (a held publisher) the peer's silence proves nothing and is not
 * counted. While earlier bytes still wait to be sent, no sign of life is added to them.
 */
public final class Heartbeat extends ChannelDuplexHandler {

    /** What a gateway does about silence. Called on the event loop. */
    public interface Listener {

        /** Nothing was written for the write interval: send the protocol's sign of life, and flush. */
        void sendSignOfLife(ChannelHandlerContext ctx);

        /** Nothing was read for the read time-out. Called once. */
        void peerSilent(ChannelHandlerContext ctx);
    }

    private final long readTimeoutNanos;
    private final long writeIntervalNanos;
    private final Listener listener;
    private Ticker ticker;
    private Future<?> readAlarm;
    private Future<?> writeAlarm;
    private long lastRead;
    private long lastWrite;

    /**
     * Heartbeats for one connection.
     *
     * @param readTimeout silence of the peer that is taken as its death; zero: never
     * @param writeInterval own silence after which a sign of life is sent; zero: never
     */
    public Heartbeat(Duration readTimeout, Duration writeInterval, Listener listener) {
        this.readTimeoutNanos = readTimeout.toNanos();
        this.writeIntervalNanos = writeInterval.toNanos();
        this.listener = listener;
    }

    @Override
    public void handlerAdded(ChannelHandlerContext ctx) {
        ticker = ctx.executor().ticker();
        lastRead = ticker.nanoTime();
        lastWrite = lastRead;
        if (readTimeoutNanos > 0) {
            readAlarm = schedule(ctx, this::checkReads, readTimeoutNanos);
        }
        if (writeIntervalNanos > 0) {
            writeAlarm = schedule(ctx, this::checkWrites, writeIntervalNanos);
        }
    }

    @Override
    public void handlerRemoved(ChannelHandlerContext ctx) {
        cancel();
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        cancel();
        ctx.fireChannelInactive();
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        lastRead = ticker.nanoTime();
        ctx.fireChannelRead(message);
    }

    @Override
    public void write(ChannelHandlerContext ctx, Object message, ChannelPromise promise) {
        lastWrite = ticker.nanoTime();
        ctx.write(message, promise);
    }

    private void checkReads(ChannelHandlerContext ctx) {
        long now = ticker.nanoTime();
        if (!ctx.channel().config().isAutoRead()) {
            lastRead = now;
        }
        long left = readTimeoutNanos - (now - lastRead);
        if (left <= 0) {
            readAlarm = null;
            listener.peerSilent(ctx);
        } else {
            // Looked at twice per time-out, so that a pause in reading that ends between two looks is seen.
            readAlarm = schedule(ctx, this::checkReads, Math.min(left, Math.max(1, readTimeoutNanos / 2)));
        }
    }

    private void checkWrites(ChannelHandlerContext ctx) {
        long now = ticker.nanoTime();
        if (now - lastWrite >= writeIntervalNanos) {
            lastWrite = now;
            if (ctx.channel().isWritable()) {
                listener.sendSignOfLife(ctx);
            }
        }
        writeAlarm = schedule(ctx, this::checkWrites, Math.max(1, writeIntervalNanos - (now - lastWrite)));
    }

    private void cancel() {
        if (readAlarm != null) {
            readAlarm.cancel(false);
            readAlarm = null;
        }
        if (writeAlarm != null) {
            writeAlarm.cancel(false);
            writeAlarm = null;
        }
    }

    private interface Check {
        void run(ChannelHandlerContext ctx);
    }

    private static Future<?> schedule(ChannelHandlerContext ctx, Check check, long nanos) {
        return ctx.executor()
                .schedule(
                        () -> {
                            if (!ctx.isRemoved() && ctx.channel().isActive()) {
                                check.run(ctx);
                            }
                        },
                        nanos,
                        TimeUnit.NANOSECONDS);
    }
}
