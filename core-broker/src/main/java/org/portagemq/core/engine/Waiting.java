// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.core.engine;

/**
 * A message that waits for its time.
 *
 * @param due when that is, on the broker's own clock
 * @param position of the message's own record
 * @param overlay the position of the record that postponed it, or 0
 * @param target the id of the topic or group that it is published to then, or of the namespace for its default topic
 * @param size of the message's own record
 */
record Waiting(long due, long position, long overlay, int target, int size, int traits) {

    /** What tells it from all others: the record by which it began to wait. */
    long id() {
        return overlay == 0 ? position : overlay;
    }
}
