// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.client.error;

/** A body or the properties are larger than may be sent. */
public final class PayloadTooLargeException extends PortageException {

    private final long size;
    private final long limit;

    public PayloadTooLargeException(Incident incident, long size, long limit) {
        super(incident);
        this.size = size;
        this.limit = limit;
    }

    /** Bytes. */
    public long size() {
        return size;
    }

    /** Bytes. */
    public long limit() {
        return limit;
    }

    @Override
    public boolean retryable() {
        return false;
    }
}
