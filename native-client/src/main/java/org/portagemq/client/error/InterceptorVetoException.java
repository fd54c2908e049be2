// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.client.error;

/** An interceptor has refused the message. */
public final class InterceptorVetoException extends PortageException {

    public InterceptorVetoException(Incident incident) {
        super(incident);
    }

    @Override
    public boolean retryable() {
        return false;
    }
}
