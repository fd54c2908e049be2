// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.benchmarks.load;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** A connection of STOMP 1.2, by frames as text without their NUL. One thread writes, one reads. */
final class StompConnection {

    private static final int BUFFER_BYTES = 64 * 1024;

    private final InputStream in;
    private final OutputStream out;
    private final byte[] queued = new byte[BUFFER_BYTES];
    private int length;
    private byte[] pending = new byte[BUFFER_BYTES];
    private int pendingLength;

    /** Takes a frame. */
    interface Frames {
        void take(String frame);
    }

    StompConnection(int port) throws IOException {
        Socket socket = new Socket(InetAddress.getLoopbackAddress(), port);
        socket.setTcpNoDelay(true);
        in = socket.getInputStream();
        out = socket.getOutputStream();
        send("CONNECT\naccept-version:1.2\nhost:/\nlogin:guest\npasscode:guest\n\n");
        await("CONNECTED");
    }

    void send(String frame) throws IOException {
        queue(frame);
        flush();
    }

    /** Sends it with the next flush, or when there is no room for it otherwise. */
    void queue(String frame) throws IOException {
        byte[] bytes = (frame + '\0').getBytes(StandardCharsets.ISO_8859_1);
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

    /** Reads until a frame of the command is there. */
    void await(String command) throws IOException {
        boolean[] found = {false};
        while (!found[0]) {
            readOnce(frame -> found[0] |= frame.startsWith(command + "\n"));
        }
    }

    /** Reads to the end. */
    void read(Frames frames) throws IOException {
        while (true) {
            readOnce(frames);
        }
    }

    static String header(String frame, String start) {
        int at = frame.indexOf(start);
        if (at < 0) {
            throw new IllegalStateException("not what was expected: " + frame);
        }
        return frame.substring(at + start.length(), frame.indexOf('\n', at + start.length()));
    }

    static byte[] body(String frame) {
        return frame.substring(frame.indexOf("\n\n") + 2).getBytes(StandardCharsets.ISO_8859_1);
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
}
