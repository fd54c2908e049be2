// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.interop.stomp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import org.portagemq.interop.amqp091.BrokerExtension;

/** A bare client of STOMP: frames as texts, in which ^@ stands for NUL. */
public final class StompSocket implements AutoCloseable {

    private final Socket socket;
    private final InputStream in;

    StompSocket(int port) throws IOException {
        this(new Socket(InetAddress.getLoopbackAddress(), port));
    }

    StompSocket(Socket connected) throws IOException {
        socket = connected;
        socket.setSoTimeout(BrokerExtension.PATIENCE_MS);
        in = new BufferedInputStream(socket.getInputStream());
    }

    public static StompSocket connected(int port, String version) throws IOException {
        StompSocket client = new StompSocket(port);
        client.send(connect(version));
        assertTrue(client.frame().startsWith("CONNECTED\nversion:" + version + "\n"));
        return client;
    }

    public static String connect(String version) {
        return "CONNECT\naccept-version:" + version + "\nhost:localhost\nlogin:guest\npasscode:guest\n\n^@";
    }

    public static String subscribe(String id, String destination, String more) {
        return "SUBSCRIBE\nid:" + id + "\ndestination:" + destination + "\nreceipt:" + id + "\n" + more + "\n^@";
    }

    Socket socket() {
        return socket;
    }

    public void send(String text) throws IOException {
        send(text.replace("^@", "\0").getBytes(StandardCharsets.UTF_8));
    }

    public void send(byte[] bytes) throws IOException {
        socket.getOutputStream().write(bytes);
    }

    /** Up to the next NUL, without the ends of lines before; only for bodies without a NUL. */
    public String frame() throws IOException {
        ByteArrayOutputStream frame = new ByteArrayOutputStream();
        for (int next = in.read(); next != 0; next = in.read()) {
            if (next < 0) {
                throw new IOException("the connection ended behind: " + frame.toString(StandardCharsets.UTF_8));
            }
            if (frame.size() > 0 || next != '\n') {
                frame.write(next);
            }
        }
        return frame.toString(StandardCharsets.UTF_8);
    }

    /** The next frame, which has this command. */
    public String expect(String command) throws IOException {
        String frame = frame();
        assertEquals(command, frame.substring(0, frame.indexOf('\n')), frame);
        return frame;
    }

    public static String header(String frame, String name) {
        String head = frame.substring(0, frame.indexOf("\n\n"));
        return head.lines()
                .filter(line -> line.startsWith(name + ":"))
                .map(line -> line.substring(name.length() + 1))
                .findFirst()
                .orElse(null);
    }

    public static String body(String frame) {
        return frame.substring(frame.indexOf("\n\n") + 2);
    }

    /** One byte, or -1 at the end. */
    int read() throws IOException {
        return in.read();
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
