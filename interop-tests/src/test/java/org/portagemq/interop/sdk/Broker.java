// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.interop.sdk;

import java.time.Duration;
import org.portagemq.client.PortageClient;

/** A broker that the client's contract is tested with. */
interface Broker {

    /** HOST:PORT of a name server. */
    String nameServer();

    /** A client that waits as long as a busy machine may need. */
    default PortageClient connect() {
        return PortageClient.builder()
                .endpoints(nameServer())
                .requestTimeout(Duration.ofSeconds(20))
                .startupTimeout(Duration.ofSeconds(60))
                .open();
    }

    /** What the broker can do beside what every broker can. */
    boolean can(Capability capability);

    /** What not every broker can do. */
    enum Capability {
        // Delayed messages are taken back.
        RECALL,
        // A message that was taken back is not taken back again.
        RECALL_ONCE,
        // A receipt that is over is told from one that is in force.
        STALE_RECEIPTS,
        // SQL filters.
        SELECTORS
    }
}
