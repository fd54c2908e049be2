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
     * Asks when nothing more is there for it: answered when it has no credit left, or the group holds nothing now that it may
     * get. What lies on disk is read first, and what was pushed before is delivered before the answer. A subscription that is
     * cancelled, or cannot get anything now, is answered at once.
     */
    void whenIdle(Answer<Void> answer);

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
