// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.interop.rocketmq;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.portagemq.client.codec.Command;
import org.portagemq.client.codec.CommandReader;
import org.portagemq.client.codec.CommandWriter;
import org.portagemq.client.codec.FrameLimits;
import org.portagemq.client.codec.HeaderEncoding;

/** A connection on which commands are sent as they are, also such as no client sends. */
final class Wire implements AutoCloseable {

    /** The number of every request of {@link #request}. */
    static final int OPAQUE = 77;

    private final CommandReader reader = new CommandReader(FrameLimits.USUAL);
    private final ByteBuf in = Unpooled.buffer();
    private final Socket socket;
    private final InputStream octets;

    private Wire(int port) throws IOException {
        socket = new Socket(InetAddress.getLoopbackAddress(), port);
        socket.setSoTimeout((int) RocketExtension.PATIENCE_MS);
        octets = new BufferedInputStream(socket.getInputStream());
    }

    static Wire to(RocketExtension rocket) throws IOException {
        return to(rocket, "native");
    }

    static Wire to(RocketExtension rocket, String listener) throws IOException {
        return new Wire(rocket.server().port(listener));
    }

    /** One answer of a connection of its own. */
    static Command ask(RocketExtension rocket, int code, Map<String, String> fields, byte[] body) throws IOException {
        try (Wire wire = to(rocket)) {
            return wire.ask(request(code, fields, body));
        }
    }

    static Command request(int code, Map<String, String> fields, byte[] body) {
        return request(HeaderEncoding.JSON, code, fields, body);
    }

    static Command request(HeaderEncoding encoding, int code, Map<String, String> fields, byte[] body) {
        return new Command(encoding, code, 0, Command.VERSION, OPAQUE, 0, null, fields, body);
    }

    static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    static byte[] frame(Command command) {
        ByteBuf out = Unpooled.buffer();
        CommandWriter.write(command, out);
        return ByteBufUtil.getBytes(out);
    }

    Command ask(Command request) throws IOException {
        send(frame(request));
        return answer();
    }

    void send(byte[] some) throws IOException {
        socket.getOutputStream().write(some);
        socket.getOutputStream().flush();
    }

    /** What comes next; null when the connection has ended. */
    Command answer() throws IOException {
        for (int octet = octets.read(); octet >= 0; octet = octets.read()) {
            in.writeByte(octet);
            Command command = reader.read(in);
            if (command != null) {
                return command;
            }
        }
        return null;
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
