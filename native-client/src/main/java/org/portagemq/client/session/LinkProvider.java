// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.client.session;

import java.io.IOException;
import java.net.URI;
import java.util.List;

/** Reaches brokers of some kind of address. Found by {@link java.util.ServiceLoader}. */
public interface LinkProvider {

    /** The schemes of the addresses that it understands, such as {@code vm}. */
    List<String> schemes();

    /**
     * Connects. Blocks until there is a link or there can be none.
     *
     * @param timeoutMs how long at most
     * @throws IOException when the broker cannot be reached, saying what to do
     * @throws IllegalArgumentException when the address is not understood
     */
    Link connect(URI address, int timeoutMs, Link.Listener listener) throws IOException;
}
