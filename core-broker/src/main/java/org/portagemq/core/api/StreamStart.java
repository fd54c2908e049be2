// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.core.api;

/** Where in a partition of a stream somebody begins. */
public sealed interface StreamStart {

    StreamStart FIRST = new First();
    StreamStart LAST = new Last();
    StreamStart NEXT = new Next();

    /** At the oldest message that is kept. */
    record First() implements StreamStart {}

    /** At the newest message that there is. */
    record Last() implements StreamStart {}

    /** At the next message that arrives. */
    record Next() implements StreamStart {}

    /** At the offset; at the oldest message behind it when it is not kept any more, at the next one when it is beyond. */
    record Offset(long offset) implements StreamStart {
        public Offset {
            if (offset < 0) {
                throw new BrokerException(ErrorCode.INVALID, "an offset of a stream is not negative: " + offset);
            }
        }
    }

    /** At the first message that was stored at this time or later, epoch ms. */
    record Time(long epochMs) implements StreamStart {}
}
