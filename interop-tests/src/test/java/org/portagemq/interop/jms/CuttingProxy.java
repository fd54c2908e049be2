// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.interop.jms;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/** Stands between clients and a broker: it cuts connections, takes none, withholds what the broker says, and counts it. */
final class CuttingProxy implements AutoCloseable {

    private static final int BUFFER = 16 << 10;

    private final ServerSocket socket;
    private final Set<Socket> clients = ConcurrentHashMap.newKeySet();
    private final Set<Socket> brokers = ConcurrentHashMap.newKeySet();
    private final AtomicLong toClients = new AtomicLong();
    private final Semaphore accepted = new Semaphore(0);
    private final Semaphore withheld = new Semaphore(0);
    private volatile int target;
    private volatile boolean refusing;
    private volatile boolean withholding;
    private volatile boolean swallowing;

    CuttingProxy(int target) throws IOException {
        this.target = target;
        this.socket = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        start(this::accept);
    }

    private static void start(Runnable task) {
        Thread thread = new Thread(task, "cutting-proxy");
        thread.setDaemon(true);
        thread.start();
    }

    int port() {
        return socket.getLocalPort();
    }

    /** Where connections go from now on. */
    void target(int newTarget) {
        target = newTarget;
    }

    /** Whether new connections are closed at once. */
    void refuse(boolean refuses) {
        refusing = refuses;
    }

    /** From now on nothing that the broker says arrives. */
    void withhold() {
        withholding = true;
    }

    /** From now on nothing that clients say arrives. */
    void swallow() {
        swallowing = true;
    }

    /** Waits until something was withheld or swallowed. */
    boolean awaitWithheld() throws InterruptedException {
        return withheld.tryAcquire(JmsBroker.PATIENCE, TimeUnit.MILLISECONDS);
    }

    /** Waits for one more connection that was let through. */
    boolean awaitConnection() throws InterruptedException {
        return accepted.tryAcquire(JmsBroker.PATIENCE, TimeUnit.MILLISECONDS);
    }

    /** Octets that the broker has sent. */
    long sentToClients() {
        return toClients.get();
    }

    /** Closes all connections; what is made from then on is let through as it is. */
    void cut() {
        cutClients();
        brokers.forEach(CuttingProxy::close);
        brokers.clear();
    }

    /** The same, but the broker does not notice. */
    void cutClients() {
        withholding = false;
        swallowing = false;
        Set<Socket> cut = Set.copyOf(clients);
        clients.removeAll(cut);
        cut.forEach(CuttingProxy::close);
    }

    private void accept() {
        while (!socket.isClosed()) {
            try {
                Socket client = socket.accept();
                if (refusing) {
                    close(client);
                } else {
                    connect(client);
                }
            } catch (IOException closed) {
                // By the test, or no broker is there.
            }
        }
    }

    private void connect(Socket client) throws IOException {
        Socket broker;
        try {
            broker = new Socket(InetAddress.getLoopbackAddress(), target);
        } catch (IOException nobody) {
            close(client);
            throw nobody;
        }
        client.setTcpNoDelay(true);
        broker.setTcpNoDelay(true);
        clients.add(client);
        brokers.add(broker);
        start(() -> copy(client, broker, false));
        start(() -> copy(broker, client, true));
        accepted.release();
    }

    private void copy(Socket from, Socket to, boolean toClient) {
        byte[] buffer = new byte[BUFFER];
        try {
            InputStream in = from.getInputStream();
            OutputStream out = to.getOutputStream();
            for (int length = in.read(buffer); length >= 0; length = in.read(buffer)) {
                if (toClient ? withholding : swallowing) {
                    withheld.release();
                    continue;
                }
                if (toClient) {
                    toClients.addAndGet(length);
                }
                out.write(buffer, 0, length);
            }
            ended(from, to);
        } catch (IOException cut) {
            // As the test wants it.
            ended(from, to);
        }
    }

    /** One side has closed: the other one hears of it, unless its peer was cut off. */
    private void ended(Socket from, Socket to) {
        if (brokers.remove(from) || clients.remove(from)) {
            close(from);
            close(to);
        }
    }

    private static void close(Socket socket) {
        try {
            socket.close();
        } catch (IOException already) {
            // Nobody minds.
        }
    }

    @Override
    public void close() throws IOException {
        socket.close();
        cut();
    }
}
