// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.core.api;

import java.net.SocketAddress;

/**
 * The network connection behind a session or a login.
 *
 * @param id unique in this run of the broker
 * @param protocol short name for logs and metrics
 * @param peer the address of the other end as the socket has it, null for embedded use
 * @param loopback whether the peer's own address is a loopback address
 * @param encrypted whether what is said is encrypted on the way
 */
public record ConnectionInfo(long id, String protocol, SocketAddress peer, boolean loopback, boolean encrypted) {

    /** A connection in clear text. */
    public ConnectionInfo(long id, String protocol, SocketAddress peer, boolean loopback) {
        this(id, protocol, peer, loopback, false);
    }

    /** Whether nobody on the way can read what is said. */
    public boolean confidential() {
        return loopback || encrypted;
    }

    /** The application runs in the broker's own process. */
    public static ConnectionInfo embedded() {
        return new ConnectionInfo(0, "embedded", null, true);
    }
}
