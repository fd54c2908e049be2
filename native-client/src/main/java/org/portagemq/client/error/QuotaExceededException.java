// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.client.error;

/** A limit of the broker that somebody has to raise, or make room below. */
public final class QuotaExceededException extends PortageException {

    public QuotaExceededException(Incident incident) {
        super(incident);
    }

    @Override
    public boolean retryable() {
        return false;
    }
}
