// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.client.remote;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.ForkJoinWorkerThread;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.portagemq.client.net.ClientLoops;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The threads of one client beside those that do input and output. Futures that applications get are completed on one kind, which
 * makes more threads while some wait for futures themselves; listeners, which may block as they like, run on the other. None
 * keeps the process alive.
 */
public final class ClientThreads {

    private static final Logger LOG = LoggerFactory.getLogger(ClientThreads.class);
    private static final long SPARE_SECONDS = 30;
    private static final long END_SECONDS = 5;

    private final ForkJoinPool callbacks;
    private final Executor listeners;
    private final ExecutorService ownListeners;

    private ClientThreads(Executor listeners, ExecutorService ownListeners) {
        this.callbacks = new ForkJoinPool(
                Math.max(2, Runtime.getRuntime().availableProcessors()),
                ClientThreads::callbackThread,
                (thread, failure) -> LOG.warn("a callback of the client has failed", failure),
                true);
        this.listeners = listeners;
        this.ownListeners = ownListeners;
    }

    /** With threads of the client's own for listeners. */
    public static ClientThreads own() {
        AtomicInteger numbers = new AtomicInteger();
        ExecutorService listeners = new ThreadPoolExecutor(
                0, Integer.MAX_VALUE, SPARE_SECONDS, TimeUnit.SECONDS, new SynchronousQueue<>(), task -> {
                    Thread thread = new Thread(task, "portage-listener-" + numbers.incrementAndGet());
                    thread.setDaemon(true);
                    return thread;
                });
        return new ClientThreads(listeners, listeners);
    }

    /** Listeners run on the application's threads. */
    public static ClientThreads with(Executor listeners) {
        return new ClientThreads(listeners, null);
    }

    private static ForkJoinWorkerThread callbackThread(ForkJoinPool pool) {
        ForkJoinWorkerThread thread = ForkJoinPool.defaultForkJoinWorkerThreadFactory.newThread(pool);
        thread.setName("portage-callback-" + thread.getPoolIndex());
        return thread;
    }

    /** Runs what is short, or waits for futures only. Dropped after the end. */
    public void run(Runnable task) {
        try {
            callbacks.execute(task);
        } catch (RejectedExecutionException ended) {
            LOG.debug("not run: the client is closed");
        }
    }

    public Executor listeners() {
        return listeners;
    }

    /** Runs it after a time, as {@link #run} does. */
    public Cancellable after(Duration delay, Runnable task) {
        var scheduled = ClientLoops.group().next().schedule(() -> run(task), delay.toNanos(), TimeUnit.NANOSECONDS);
        return () -> scheduled.cancel(false);
    }

    /** Something that may yet be prevented. */
    @FunctionalInterface
    public interface Cancellable {
        void cancel();
    }

    /** The same result for an application: its continuations do not run on the threads for input and output. */
    public <T> CompletableFuture<T> handOver(CompletableFuture<T> internal) {
        CompletableFuture<T> handed = new CompletableFuture<>();
        internal.whenComplete((value, failure) -> finish(() -> Futures.settle(handed, value, failure)));
        return handed;
    }

    /** Runs what completes futures of applications: not on a thread for input and output, but after the end. */
    public void finish(Runnable completion) {
        try {
            callbacks.execute(completion);
        } catch (RejectedExecutionException ended) {
            completion.run();
        }
    }

    /** What is begun may end; waits for it, but not on a thread that is itself to end. */
    public void close() {
        callbacks.shutdown();
        if (ownListeners != null) {
            ownListeners.shutdown();
        }
        if (isOwn(Thread.currentThread())) {
            return;
        }
        try {
            if (!callbacks.awaitTermination(END_SECONDS, TimeUnit.SECONDS)
                    || (ownListeners != null && !ownListeners.awaitTermination(END_SECONDS, TimeUnit.SECONDS))) {
                LOG.warn("callbacks or listeners are still running after the client was closed");
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private boolean isOwn(Thread thread) {
        return thread.getName().startsWith("portage-listener-")
                || (thread instanceof ForkJoinWorkerThread worker && worker.getPool() == callbacks);
    }
}
