// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.benchmarks.peers;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.concurrent.Semaphore;

/**
 * A small load of STOMP, as a program of its own, since there is no public one: one connection sends persistent messages to
 * a queue with so many receipts open, another consumes them with {@code ack:auto}.
 *
 * <p>On the wire: STOMP 1.2; {@code SEND} with {@code persistent:true}, {@code receipt} and a header with the time; bodies
 * of letters. Where a server tells queues from topics by a header, the headers say a queue.
 */
public final class StompLoad {

    private static final String DESTINATION = "/queue/load";
    private static final int READ_BYTES = 64 * 1024;

    private final int window;
    private final String body;
    private final Semaphore open;
    private final Client sender;
    private final Client receiver;
    private final LoadCounts counts = new LoadCounts();
    private final long[] sentAt;
    private volatile boolean over;

    private StompLoad(int port, int window, int bytes) throws IOException {
        this.window = window;
        this.body = "x".repeat(bytes);
        this.open = new Semaphore(window);
        this.sentAt = new long[window];
        this.receiver = new Client(port);
        this.sender = new Client(port);
    }

    /** @param arguments port, open receipts, bytes of a body, seconds */
    public static void main(String[] arguments) throws Exception {
        StompLoad load = new StompLoad(
                Integer.parseInt(arguments[0]), Integer.parseInt(arguments[1]), Integer.parseInt(arguments[2]));
        load.run(Integer.parseInt(arguments[3]), System.out);
    }

    private void run(int seconds, PrintStream out) throws Exception {
        receiver.send("SUBSCRIBE\nid:0\ndestination:" + DESTINATION
                + "\nsubscription-type:ANYCAST\nack:auto\nreceipt:subscribed\n\n\0");
        receiver.await("RECEIPT");
        start("receiver", () -> receiver.read(this::delivered));
        start("receipts", () -> sender.read(this::confirmed));
        start("sender", this::sendAll);
        counts.tell(out, seconds);
        over = true;
        sender.close();
        receiver.close();
    }

    private interface Work {
        void run() throws IOException, InterruptedException;
    }

    private void start(String name, Work work) {
        Thread thread = new Thread(
                () -> {
                    try {
                        work.run();
                    } catch (IOException | InterruptedException failed) {
                        if (!over) {
                            System.err.println(name + " ended: " + failed);
                            System.exit(1);
                        }
                    }
                },
                name);
        thread.setDaemon(true);
        thread.start();
    }

    private void sendAll() throws IOException, InterruptedException {
        String head = "SEND\ndestination:" + DESTINATION
                + "\ndestination-type:ANYCAST\npersistent:true\ncontent-length:" + body.length() + "\n";
        for (long number = 0; !over; number++) {
            if (!open.tryAcquire()) {
                sender.flush();
                open.acquire();
            }
            long now = System.nanoTime();
            sentAt[(int) (number % window)] = now;
            sender.queue(head + "t:" + now + "\nreceipt:" + number + "\n\n" + body + "\0");
            counts.sent();
        }
    }

    private void confirmed(String frame) {
        long number = Long.parseLong(header(frame, "receipt-id:"));
        counts.confirmed(sentAt[(int) (number % window)]);
        open.release();
    }

    private void delivered(String frame) {
        counts.delivered(Long.parseLong(header(frame, "\nt:")));
    }

    private static String header(String frame, String start) {
        int at = frame.indexOf(start);
        if (at < 0) {
            throw new IllegalStateException("not what was expected: " + frame);
        }
        return frame.substring(at + start.length(), frame.indexOf('\n', at + start.length()));
    }

    /** Takes a frame without its NUL. */
    private interface Frames {
        void take(String frame);
    }

    /** One connection. */
    private static final class Client {

        private final Socket socket;
        private final InputStream in;
        private final OutputStream out;
        private final byte[] queued = new byte[READ_BYTES];
        private int length;
        private byte[] pending = new byte[READ_BYTES];
        private int pendingLength;

        Client(int port) throws IOException {
            socket = new Socket(InetAddress.getLoopbackAddress(), port);
            socket.setTcpNoDelay(true);
            in = socket.getInputStream();
            out = socket.getOutputStream();
            send("CONNECT\naccept-version:1.2\nhost:/\nlogin:guest\npasscode:guest\n\n\0");
            await("CONNECTED");
        }

        void send(String frame) throws IOException {
            queue(frame);
            flush();
        }

        void queue(String frame) throws IOException {
            byte[] bytes = frame.getBytes(StandardCharsets.ISO_8859_1);
            if (length + bytes.length > queued.length) {
                flush();
            }
            if (bytes.length > queued.length) {
                out.write(bytes);
                return;
            }
            System.arraycopy(bytes, 0, queued, length, bytes.length);
            length += bytes.length;
        }

        void flush() throws IOException {
            out.write(queued, 0, length);
            length = 0;
        }

        /** Reads bytes until a frame of the command is there. */
        void await(String command) throws IOException {
            boolean[] found = {false};
            while (!found[0]) {
                readOnce(frame -> found[0] |= frame.startsWith(command + "\n"));
            }
        }

        void read(Frames frames) throws IOException {
            while (true) {
                readOnce(frames);
            }
        }

        private void readOnce(Frames frames) throws IOException {
            if (pendingLength == pending.length) {
                pending = Arrays.copyOf(pending, pending.length * 2);
            }
            int read = in.read(pending, pendingLength, pending.length - pendingLength);
            if (read < 0) {
                throw new IOException("the server closed the connection");
            }
            int start = 0;
            for (int i = pendingLength; i < pendingLength + read; i++) {
                if (pending[i] == 0) {
                    frames.take(frame(start, i));
                    start = i + 1;
                }
            }
            pendingLength += read - start;
            System.arraycopy(pending, start, pending, 0, pendingLength);
        }

        private String frame(int from, int to) throws IOException {
            int start = from;
            while (pending[start] == '\n') {
                start++;
            }
            String frame = new String(pending, start, to - start, StandardCharsets.ISO_8859_1);
            if (frame.startsWith("ERROR\n")) {
                throw new IOException(frame);
            }
            return frame;
        }

        void close() throws IOException {
            socket.close();
        }
    }
}
