// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.client.remote;

/** Where a broker or a name server listens. */
public record Endpoint(String host, int port) {

    private static final int MOST_PORT = 65_535;

    /**
     * Reads {@code HOST:PORT}; an address of IPv6 is in brackets.
     *
     * @throws IllegalArgumentException when it is neither
     */
    public static Endpoint parse(String text) {
        int colon = text.lastIndexOf(':');
        if (colon > 0) {
            try {
                int port = Integer.parseInt(text.substring(colon + 1));
                String host = text.substring(0, colon);
                if (port > 0 && port <= MOST_PORT) {
                    return new Endpoint(host.startsWith("[") ? host.substring(1, host.length() - 1) : host, port);
                }
            } catch (NumberFormatException none) {
                // Said below.
            }
        }
        throw new IllegalArgumentException("'" + text + "' is no HOST:PORT");
    }

    @Override
    public String toString() {
        return (host.indexOf(':') < 0 ? host : "[" + host + "]") + ":" + port;
    }
}
