// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.interop.sdk;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;

/** Stands between a client and a broker: cuts connections, or lets nothing pass for a while. */
final class Proxy implements AutoCloseable {

    private final ServerSocket server;
    private final int target;
    private final List<Socket> sockets = new CopyOnWriteArrayList<>();
    private final Semaphore open = new Semaphore(1);
    private final AtomicInteger accepted = new AtomicInteger();

    /** One that is listened at now; what it leads to is said later, since the broker has to know its port. */
    private Proxy(ServerSocket server, int target) {
        this.server = server;
        this.target = target;
    }

    static Proxy listen(ServerSocket at, int target) {
        Proxy proxy = new Proxy(at, target);
        proxy.start(proxy::acceptAll);
        return proxy;
    }

    static ServerSocket bind() throws IOException {
        return new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    }

    private void start(Runnable task) {
        Thread thread = new Thread(task, "proxy");
        thread.setDaemon(true);
        thread.start();
    }

    private void acceptAll() {
        try {
            while (true) {
                Socket client = server.accept();
                accepted.incrementAndGet();
                Socket broker = new Socket(InetAddress.getLoopbackAddress(), target);
                sockets.add(client);
                sockets.add(broker);
                start(() -> copy(client, broker));
                start(() -> copy(broker, client));
            }
        } catch (IOException closed) {
            // The end.
        }
    }

    private void copy(Socket from, Socket to) {
        byte[] part = new byte[65_536];
        try (InputStream in = from.getInputStream();
                OutputStream out = to.getOutputStream()) {
            for (int length = in.read(part); length >= 0; length = in.read(part)) {
                open.acquireUninterruptibly();
                open.release();
                out.write(part, 0, length);
            }
        } catch (IOException cut) {
            // As somebody wanted.
        }
    }

    int accepted() {
        return accepted.get();
    }

    /** Nothing passes until it is opened. */
    void stall() {
        open.acquireUninterruptibly();
    }

    void flow() {
        open.release();
    }

    /** Ends all connections; new ones can be made. */
    void cut() {
        for (Socket socket : sockets) {
            try {
                socket.close();
            } catch (IOException gone) {
                // It is closed.
            }
        }
        sockets.clear();
    }

    @Override
    public void close() throws IOException {
        server.close();
        cut();
    }
}
