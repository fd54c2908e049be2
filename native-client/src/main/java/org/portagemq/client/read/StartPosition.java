// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.client.read;

import java.time.Instant;

/** Where a reader begins in each queue. */
public sealed interface StartPosition {

    /** At the first message that is kept. */
    record Earliest() implements StartPosition {}

    /** At the next message that comes. */
    record Latest() implements StartPosition {}

    /** Where the group has committed; elsewhere when it has not. */
    record Committed(StartPosition otherwise) implements StartPosition {}

    /** At an offset. */
    record Offset(long offset) implements StartPosition {}

    /** At the first message that was stored then, or later. */
    record Timestamp(Instant time) implements StartPosition {}

    /** So many messages before the end. */
    record Tail(long messages) implements StartPosition {}

    static StartPosition earliest() {
        return new Earliest();
    }

    static StartPosition latest() {
        return new Latest();
    }

    /** Where the group has committed, and at the first message when it has not. */
    static StartPosition committed() {
        return new Committed(new Earliest());
    }

    static StartPosition offset(long offset) {
        return new Offset(offset);
    }

    static StartPosition timestamp(Instant time) {
        return new Timestamp(time);
    }

    static StartPosition tail(long messages) {
        return new Tail(messages);
    }
}
