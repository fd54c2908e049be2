// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.core.api;

/** Pushes messages of a group to a listener as far as credit reaches. */
public non-sealed interface Subscription extends DeliverySource {

    /** Credit that never runs out. */
    int UNLIMITED = Integer.MAX_VALUE;

    /** Sets how many further messages may be pushed; each push takes one away. */
    void credit(int credit);

    /** Adds to the credit. */
    void addCredit(int more);

    /**
     * Ends pushing. Messages in flight stay so, and are settled by this handle, until it is closed or the session ends.
     */
    void cancel();

    /** Cancels, and gives back all messages in flight; their deliveries do not count as attempts. */
    default void close() {
        close(Release.UNCOUNTED);
    }

    /** Cancels, and gives back all messages in flight. */
    void close(Release how);
}
