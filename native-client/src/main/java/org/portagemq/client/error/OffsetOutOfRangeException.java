// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.client.error;

/** The queue does not have, or not have any more, what is wanted to be read. */
public final class OffsetOutOfRangeException extends PortageException {

    private final long requested;
    private final long first;
    private final long end;

    public OffsetOutOfRangeException(Incident incident, long requested, long first, long end) {
        super(incident);
        this.requested = requested;
        this.first = first;
        this.end = end;
    }

    public long requested() {
        return requested;
    }

    /** The first offset that is there. */
    public long first() {
        return first;
    }

    /** The one after the last that is there. */
    public long end() {
        return end;
    }

    @Override
    public boolean retryable() {
        return false;
    }
}
