// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.client.error;

/** The broker or name server cannot be reached, or the connection to it broke. */
public final class ConnectionException extends PortageException {

    private final Phase phase;

    public ConnectionException(Incident incident, Phase phase, Throwable cause) {
        super(incident, cause);
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
