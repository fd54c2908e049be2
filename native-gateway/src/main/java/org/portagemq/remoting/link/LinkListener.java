// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.remoting.link;

/** Hears of connections. Called on the connection's thread. */
public interface LinkListener {

    /** The connection is gone. Once for each. */
    void closed(ClientLink link);
}
