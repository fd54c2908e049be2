// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.benchmarks.peers;

import com.rabbitmq.client.ConnectionFactory;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/** Connects to a broker by its protocol. */
final class Probe {

    private static final long STEP_NANOS = TimeUnit.MILLISECONDS.toNanos(20);

    private Probe() {}

    /** Connections to a broker of this machine, as guest, that stay closed when they break. */
    static ConnectionFactory factory(int port) {
        ConnectionFactory factory = new ConnectionFactory();
        factory.setHost("127.0.0.1");
        factory.setPort(port);
        factory.setAutomaticRecoveryEnabled(false);
        return factory;
    }

    /** Waits until a client of AMQP 0-9-1 can open a connection; fails when time is up or the broker has ended. */
    static void awaitOpen(int port, int seconds, BooleanSupplier alive) throws IOException {
        ConnectionFactory factory = factory(port);
        await(port, seconds, alive, () -> factory.newConnection().close());
    }

    /** Waits until a socket can connect; fails when time is up or the broker has ended. */
    static void awaitPort(int port, int seconds, BooleanSupplier alive) throws IOException {
        await(port, seconds, alive, () -> new Socket(InetAddress.getLoopbackAddress(), port).close());
    }

    private interface Attempt {
        void run() throws IOException, TimeoutException;
    }

    private static void await(int port, int seconds, BooleanSupplier alive, Attempt attempt) throws IOException {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(seconds);
        while (true) {
            try {
                attempt.run();
                return;
            } catch (IOException | TimeoutException notYet) {
                if (System.nanoTime() > deadline || !alive.getAsBoolean()) {
                    throw new IOException("the broker on port " + port + " does not take connections", notYet);
                }
                LockSupport.parkNanos(STEP_NANOS);
            }
        }
    }
}
