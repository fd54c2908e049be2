// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.core.log;

/** Whether a record may be appended now. */
public enum Room {
    /** It may. */
    YES,
    /** The staging ring is full: ask again after the log's next {@link LogListener#written}. */
    RING_FULL,
    /** The disk is too full for this class of write: ask again after {@link LogListener#spaceChanged}. */
    DISK_FULL
}
