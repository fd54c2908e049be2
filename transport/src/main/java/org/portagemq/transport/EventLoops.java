// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.transport;

import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.util.concurrent.FastThreadLocalThread;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.portagemq.core.settings.Settings;

/** The threads that serve all connections of all protocols, named {@code portage-loop-n}. Nothing may block on them. */
public final class EventLoops implements AutoCloseable {

    private static final long END_SECONDS = 5;

    private final EventLoopGroup group;

    public EventLoops(int threads) {
        this.group = new MultiThreadIoEventLoopGroup(threads, threadFactory(), NioIoHandler.newFactory());
    }

    /** As many loops as the settings say; one per processor by default. */
    public static EventLoops of(Settings settings) {
        int asked = Math.toIntExact(settings.get(TransportSettings.EVENT_LOOPS));
        return new EventLoops(asked > 0 ? asked : Runtime.getRuntime().availableProcessors());
    }

    EventLoopGroup group() {
        return group;
    }

    /** Ends the threads; blocks for a few seconds at most. Not to be called on one of them. */
    @Override
    public void close() {
        group.shutdownGracefully(0, END_SECONDS, TimeUnit.SECONDS).awaitUninterruptibly(END_SECONDS, TimeUnit.SECONDS);
    }

    private static ThreadFactory threadFactory() {
        AtomicInteger next = new AtomicInteger(1);
        return task -> new FastThreadLocalThread(task, "portage-loop-" + next.getAndIncrement());
    }
}
