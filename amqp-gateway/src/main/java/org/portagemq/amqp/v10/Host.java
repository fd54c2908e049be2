// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.amqp.v10;

import org.portagemq.core.api.Session;

/** What links need of their connection. */
interface Host {

    Session session();

    Nodes nodes();

    Transactions10 transactions();

    Limits10 limits();

    /** Who has logged in. */
    String user();

    /** The peer's container; null when it has no name. */
    Origin origin();

    /** The time of day, epoch ms. */
    long nowMs();

    /** Calls back once, when all that came together has been taken, and before the broker gets it. */
    void atEndOfBatch(Runnable call);

    /** The peer publishes. */
    void published();

    /** Something was sent on a link: it leaves when there is enough of it, or at the end of the batch. */
    void sent(int bytes);
}
