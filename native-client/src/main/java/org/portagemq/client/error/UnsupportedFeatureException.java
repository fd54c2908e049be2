// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.client.error;

/** The broker at hand does not have what was asked for. */
public final class UnsupportedFeatureException extends PortageException {

    public UnsupportedFeatureException(Incident incident) {
        super(incident);
    }

    @Override
    public boolean retryable() {
        return false;
    }
}
