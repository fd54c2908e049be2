// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.core.group;

/** What the notes of all groups take in memory together, and may take. Belongs to the core. */
public final class NoteMemory {

    private final long bytesMax;
    private long bytes;

    /** Nothing is noted yet. */
    public NoteMemory(long bytesMax) {
        this.bytesMax = bytesMax;
    }

    public long bytesMax() {
        return bytesMax;
    }

    /** Bytes that are taken; after a restart with a lower limit they may be more than there may be. */
    public long bytes() {
        return bytes;
    }

    void add(long more) {
        bytes += more;
    }
}
