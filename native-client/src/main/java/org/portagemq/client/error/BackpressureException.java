// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.client.error;

import java.time.Duration;

/** More is on its way to the broker than the client may hold, and did not become less while the call waited. */
public final class BackpressureException extends PortageException {

    private final long bytes;
    private final transient Duration waited;

    public BackpressureException(Incident incident, long bytes, Duration waited) {
        super(incident);
        this.bytes = bytes;
        this.waited = waited;
    }

    /** That there was no room for. */
    public long bytes() {
        return bytes;
    }

    public Duration waited() {
        return waited;
    }

    @Override
    public boolean retryable() {
        return true;
    }
}
