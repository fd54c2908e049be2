// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.transport;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Where a listener listens.
 *
 * @param host a name or an address; {@code localhost} means both loopback addresses, {@code *} all addresses
 * @param port 0 for any free one
 */
public record ListenAddress(String host, int port) {

    public static final String LOCALHOST = "localhost";

    private static final Logger LOG = LoggerFactory.getLogger(ListenAddress.class);
    private static final int MAX_PORT = 65_535;

    public ListenAddress {
        if (port < 0 || port > MAX_PORT) {
            throw new IllegalArgumentException("port " + port + ": expected 0 to " + MAX_PORT);
        }
    }

    public static ListenAddress localhost(int port) {
        return new ListenAddress(LOCALHOST, port);
    }

    /**
     * The socket addresses to bind, the first one always. IPv6's loopback is left out with a notice where the machine has
     * none.
     */
    public List<InetSocketAddress> resolve() throws IOException {
        if (host.equals("*")) {
            return List.of(new InetSocketAddress(port));
        }
        if (!host.equals(LOCALHOST)) {
            try {
                return List.of(new InetSocketAddress(InetAddress.getByName(host), port));
            } catch (UnknownHostException unknown) {
                throw new IOException(
                        "cannot listen on " + host + ": no such host; give an address of this machine", unknown);
            }
        }
        List<InetSocketAddress> both = new ArrayList<>();
        both.add(new InetSocketAddress(InetAddress.getByAddress(LOCALHOST, new byte[] {127, 0, 0, 1}), port));
        byte[] six = new byte[16];
        six[15] = 1;
        InetAddress loopback6 = InetAddress.getByAddress(LOCALHOST, six);
        if (NetworkInterface.getByInetAddress(loopback6) != null) {
            both.add(new InetSocketAddress(loopback6, port));
        } else {
            LOG.info("this machine has no IPv6: [::1] is left out");
        }
        return List.copyOf(both);
    }

    @Override
    public String toString() {
        return text(host, port);
    }

    /** Host and port for people, an IPv6 address in brackets. */
    public static String text(InetSocketAddress address) {
        return text(address.getAddress().getHostAddress(), address.getPort());
    }

    private static String text(String host, int port) {
        return host.indexOf(':') < 0 ? host + ":" + port : "[" + host.replaceFirst("^(0:){7}", "::") + "]:" + port;
    }
}
