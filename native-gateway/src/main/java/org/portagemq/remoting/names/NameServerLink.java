// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.remoting.names;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.Map;
import java.util.Optional;
import org.portagemq.client.codec.Command;
import org.portagemq.client.codec.CommandReader;
import org.portagemq.client.codec.CommandWriter;
import org.portagemq.client.codec.FrameLimits;
import org.portagemq.client.codec.NetAddress;
import org.portagemq.client.codec.ResponseCode;
import org.portagemq.transport.OutgoingTls;

/**
 * A connection to one name server of others, on which one question is asked at a time. It is made when it is needed first, and
 * again after a failure. Blocks for {@link #TIMEOUT_MS} at most. Not thread-safe.
 */
public final class NameServerLink {

    static final int TIMEOUT_MS = 3_000;

    private static final int READ_BYTES = 4_096;

    private final String host;
    private final int port;
    private final CommandReader reader = new CommandReader(FrameLimits.USUAL);
    private final Optional<OutgoingTls> tls;
    private Socket socket;
    private int opaque;

    /** @param tls empty for clear text */
    public NameServerLink(InetSocketAddress where, Optional<OutgoingTls> tls) {
        this.tls = tls;
        this.host = where.getHostString();
        this.port = where.getPort();
    }

    /** The address of ours from which it is connected. */
    NetAddress local() throws IOException {
        connect();
        return NetAddress.of(socket.getLocalSocketAddress());
    }

    /**
     * Asks for something to be done.
     *
     * @throws IOException when the name server does not, saying why
     */
    void call(int code, Map<String, String> fields, byte[] body) throws IOException {
        connect();
        try {
            Command request = Command.request(code, ++opaque, false, fields, body);
            ByteBuf out = Unpooled.buffer();
            CommandWriter.write(request, out);
            out.readBytes(socket.getOutputStream(), out.readableBytes());
            socket.getOutputStream().flush();
            Command answer = answerTo(request);
            if (answer.code() != ResponseCode.SUCCESS) {
                throw new IOException("it answered " + answer.code() + ": " + answer.remark());
            }
        } catch (IOException | RuntimeException failed) {
            close();
            throw failed;
        }
    }

    private Command answerTo(Command request) throws IOException {
        ByteBuf in = Unpooled.buffer(READ_BYTES);
        while (true) {
            if (in.writeBytes(socket.getInputStream(), READ_BYTES) < 0) {
                throw new IOException("it closed the connection");
            }
            for (Command next = reader.read(in); next != null; next = reader.read(in)) {
                if (next.isResponse() && next.opaque() == request.opaque()) {
                    return next;
                }
            }
        }
    }

    private void connect() throws IOException {
        if (socket != null && !socket.isClosed()) {
            return;
        }
        Socket fresh = new Socket();
        try {
            // The name is looked up each time: it may have moved.
            fresh.connect(new InetSocketAddress(host, port), TIMEOUT_MS);
            fresh.setSoTimeout(TIMEOUT_MS);
            fresh.setTcpNoDelay(true);
            socket = tls.isPresent() ? tls.get().over(fresh, host, port) : fresh;
        } catch (IOException | RuntimeException failed) {
            fresh.close();
            throw failed;
        }
    }

    void close() {
        if (socket != null) {
            try {
                socket.close();
            } catch (IOException alreadyGone) {
                // It is gone, as it is to be.
            }
        }
    }

    @Override
    public String toString() {
        return host + ":" + port;
    }
}
