// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.interop.sdk;

/** A broker that the client's contract is tested with. */
interface Broker {

    /** HOST:PORT of a name server. */
    String nameServer();

    /** What the broker can do beside what every broker can. */
    boolean can(Capability capability);

    /** What not every broker can do. */
    enum Capability {
        /** Topics are made when they are sent to, by a name server at once. */
        RECALL,
        /** A receipt that is over is told from one that is in force. */
        STALE_RECEIPTS,
        /** SQL filters. */
        SELECTORS
    }
}
