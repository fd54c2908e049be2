// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.client.session;

import java.io.IOException;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Where a broker is on the network.
 *
 * @param tls null for a connection in clear text
 */
record WireAddress(String host, int port, ClientTls tls) {

    static final String CLEAR = "portage";
    static final String SECURE = "portages";
    static final List<String> SCHEMES = List.of(CLEAR, SECURE);

    private static final int DEFAULT_PORT = 10911;

    /**
     * Reads an address with its options.
     *
     * @throws IllegalArgumentException naming what is not understood
     * @throws IOException naming a file of TLS that cannot be used
     */
    static WireAddress of(URI address) throws IOException {
        if (address.getHost() == null) {
            throw new IllegalArgumentException("'" + Links.shown(address)
                    + "' names no host: expected portage://HOST:PORT or portages://HOST:PORT");
        }
        Map<String, String> options = options(address.getRawQuery());
        ClientTls tls = SECURE.equalsIgnoreCase(address.getScheme()) ? ClientTls.of(options) : null;
        if (!options.isEmpty()) {
            throw new IllegalArgumentException("'" + Links.shown(address) + "': there are no options "
                    + options.keySet() + "; there are those that begin with jms. and failover., and, with portages://,"
                    + " transport.trustStoreLocation, transport.trustStorePassword, transport.keyStoreLocation,"
                    + " transport.keyStorePassword, transport.trustAll and transport.verifyHost");
        }
        return new WireAddress(address.getHost(), address.getPort() < 0 ? DEFAULT_PORT : address.getPort(), tls);
    }

    private static Map<String, String> options(String query) {
        Map<String, String> options = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        for (String each : query == null ? new String[0] : query.split("&", -1)) {
            int equals = each.indexOf('=');
            String name = equals < 0 ? each : each.substring(0, equals);
            options.put(decoded(name), equals < 0 ? "" : decoded(each.substring(equals + 1)));
        }
        return options;
    }

    private static String decoded(String text) {
        return URLDecoder.decode(text, StandardCharsets.UTF_8);
    }
}
