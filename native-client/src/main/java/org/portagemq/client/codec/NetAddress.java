// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.client.codec;

import io.netty.buffer.ByteBuf;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.UnknownHostException;
import java.util.Arrays;

/**
 * An address and a port as messages carry them.
 *
 * @param address 4 or 16 bytes, not to be changed
 */
@SuppressWarnings("ArrayRecordComponent") // Handed on, never compared or changed.
public record NetAddress(byte[] address, int port) {

    private static final int V4_BYTES = 4;

    public static final NetAddress NONE = new NetAddress(new byte[V4_BYTES], 0);

    /** That of a socket; {@link #NONE} when it has no address of the internet. */
    public static NetAddress of(SocketAddress socket) {
        return socket instanceof InetSocketAddress internet && internet.getAddress() != null
                ? new NetAddress(internet.getAddress().getAddress(), internet.getPort())
                : NONE;
    }

    public boolean isV6() {
        return address.length != V4_BYTES;
    }

    public void writeTo(ByteBuf out) {
        out.writeBytes(address);
        out.writeInt(port);
    }

    /** As people write it: {@code 127.0.0.1:10911}. */
    public String text() {
        try {
            String host = InetAddress.getByAddress(address).getHostAddress();
            return (isV6() ? "[" + host + "]" : host) + ":" + port;
        } catch (UnknownHostException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof NetAddress that && port == that.port && Arrays.equals(address, that.address);
    }

    @Override
    public int hashCode() {
        return 31 * Arrays.hashCode(address) + port;
    }

    @Override
    public String toString() {
        return text();
    }
}
