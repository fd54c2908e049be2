// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.benchmarks.loops;

import com.rabbitmq.client.ShutdownSignalException;
import java.io.IOException;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;

/** Somebody who uses the server in each of its lives, on a thread of its own. */
abstract class Client {

    private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(1);

    private final String name;
    private final Lives lives;
    private final Ledger ledger;
    private final Thread thread;
    private volatile boolean stopping;

    Client(String name, Lives lives, Ledger ledger) {
        this.name = name;
        this.lives = lives;
        this.ledger = ledger;
        this.thread = new Thread(this::run, name);
        thread.setDaemon(true);
    }

    final void start() {
        thread.start();
    }

    /** From here on it begins nothing new, and ends when what it began is answered. */
    final void stop() {
        stopping = true;
    }

    final void join(int seconds) throws InterruptedException {
        thread.join(TimeUnit.SECONDS.toMillis(seconds));
        if (thread.isAlive()) {
            ledger.trouble(name + " did not end within " + seconds + " s");
        }
    }

    final boolean isStopping() {
        return stopping;
    }

    final Ledger ledger() {
        return ledger;
    }

    final String name() {
        return name;
    }

    /** Uses the server until the client stops, or the server is gone. */
    abstract void use(Lives.Life life) throws IOException, InterruptedException, TimeoutException;

    private void run() {
        int seen = 0;
        try {
            Optional<Lives.Life> next = lives.after(seen);
            while (next.isPresent()) {
                seen = next.get().number();
                live(next.get());
                next = stopping ? Optional.empty() : lives.after(seen);
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private void live(Lives.Life life) throws InterruptedException {
        try {
            use(life);
        } catch (IOException | TimeoutException | ShutdownSignalException broken) {
            if (!life.isOver()) {
                ledger.trouble(name + " in life " + life.number() + ", while the server lived: " + broken);
            }
        }
    }

    /** Gives others a moment; not a way to wait for something that has a signal. */
    static void pause() {
        LockSupport.parkNanos(PAUSE_NANOS);
    }
}
