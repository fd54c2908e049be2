// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.core.log;

import java.nio.ByteBuffer;

/** Writes the body of a record. */
@FunctionalInterface
public interface RecordBody {
    /** Fills {@code target} exactly to its limit (big endian). Must not keep the buffer. */
    void writeTo(ByteBuffer target);
}
