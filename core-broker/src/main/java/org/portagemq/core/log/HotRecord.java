// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.core.log;

import java.nio.ByteBuffer;

/** A reusable cursor over records that are still in memory; core thread only, valid until the next append. */
public final class HotRecord {
    private final ByteBuffer view;
    private byte type;

    HotRecord(ByteBuffer ring) {
        this.view = ring.asReadOnlyBuffer();
    }

    void point(int bodyAt, int bodyLength, byte recordType) {
        view.limit(bodyAt + bodyLength).position(bodyAt);
        type = recordType;
    }

    /** The type of the record. */
    public byte type() {
        return type;
    }

    /** The body, from the buffer's position to its limit; read-only and the same buffer each time. */
    public ByteBuffer body() {
        return view;
    }
}
