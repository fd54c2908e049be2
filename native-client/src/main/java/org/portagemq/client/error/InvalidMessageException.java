// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.client.error;

/** A message that no broker would take, found before anything was sent. */
public final class InvalidMessageException extends PortageException {

    public InvalidMessageException(Incident incident) {
        super(incident);
    }

    @Override
    public boolean retryable() {
        return false;
    }
}
