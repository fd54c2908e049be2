// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.client.error;

/** What is wanted contradicts what is there: it exists, or is used in another way. */
public final class ConflictException extends PortageException {

    public ConflictException(Incident incident) {
        super(incident);
    }

    @Override
    public boolean retryable() {
        return false;
    }
}
