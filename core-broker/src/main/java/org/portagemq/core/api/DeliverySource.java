// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.core.api;

/**
 * What hands out messages of one group, and takes back what became of them. (Group, offset) identifies a delivery; an
 * offset that is not in flight at this source is ignored.
 */
public sealed interface DeliverySource permits Subscription, Fetcher {

    /** The message is done with. */
    void ack(long offset);

    /** The same as part of a transaction: done with when it commits; in flight again after a rollback. */
    void ack(long offset, Transaction transaction);

    /** The message goes back to its place in the group. */
    void release(long offset, Release how);

    /** The message cannot be consumed: to the dead-letter route of the group, or dropped. */
    void reject(long offset);
}
