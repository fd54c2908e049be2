// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.benchmarks.load;

/** Sends messages that carry the time at which they are sent. */
interface LoadSender {

    /** Returns when the broker has confirmed it. */
    void send(long sentAt) throws Exception;

    /** Returns at once; the broker's confirm is told later, on a thread of the client. */
    void send(long sentAt, Runnable confirmed) throws Exception;

    /** Lets go of what the client may have held back, as the sender is going to wait. */
    default void flush() throws Exception {}
}
