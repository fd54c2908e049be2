// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.client.error;

/** No answer within the time of the call. */
public final class RequestTimeoutException extends PortageException {

    private final Phase phase;

    public RequestTimeoutException(Incident incident, Phase phase) {
        super(incident);
        this.phase = phase;
    }

    public Phase phase() {
        return phase;
    }

    @Override
    public boolean retryable() {
        return true;
    }
}
