// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.core.log;

import java.nio.ByteBuffer;

/**
 * A record read from disk, verified.
 *
 * @param position where it is
 * @param type the type it was appended with
 * @param body its bytes, on the heap, the reader's own
 */
public record LogRecord(long position, byte type, ByteBuffer body) {}
