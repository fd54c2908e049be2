// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.client.error;

/** The user may not do this. */
public final class AuthorizationException extends PortageException {

    public AuthorizationException(Incident incident) {
        super(incident);
    }

    @Override
    public boolean retryable() {
        return false;
    }
}
