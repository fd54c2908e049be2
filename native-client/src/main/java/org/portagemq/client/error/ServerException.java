// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.client.error;

/** The broker has failed, or did not know what to do with the request. */
public final class ServerException extends PortageException {

    private final boolean retryable;

    public ServerException(Incident incident, boolean retryable) {
        super(incident);
        this.retryable = retryable;
    }

    @Override
    public boolean retryable() {
        return retryable;
    }
}
