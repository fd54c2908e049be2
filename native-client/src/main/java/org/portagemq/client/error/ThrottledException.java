// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.client.error;

/** The broker is busy; later it will take the request. */
public final class ThrottledException extends PortageException {

    public ThrottledException(Incident incident) {
        super(incident);
    }

    @Override
    public boolean retryable() {
        return true;
    }
}
