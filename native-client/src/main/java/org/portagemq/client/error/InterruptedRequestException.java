// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.client.error;

/** The calling thread was interrupted while it waited; its flag is set again. */
public final class InterruptedRequestException extends PortageException {

    public InterruptedRequestException(Incident incident) {
        super(incident);
    }

    @Override
    public boolean retryable() {
        return false;
    }
}
