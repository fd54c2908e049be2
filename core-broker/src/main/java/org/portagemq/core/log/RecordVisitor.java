// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.core.log;

import java.io.IOException;
import java.nio.ByteBuffer;

/** Sees the records of the log in order, at recovery. */
@FunctionalInterface
public interface RecordVisitor {
    /**
     * One record.
     *
     * @param position where it is
     * @param type the type it was appended with
     * @param body its body, read-only, valid only during the call
     */
    void visit(long position, byte type, ByteBuffer body) throws IOException;
}
