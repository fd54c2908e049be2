// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.client.error;

/** The message is not the consumer's any more: its time is over, or it was settled. It may come again. */
public final class StaleReceiptException extends PortageException {

    public StaleReceiptException(Incident incident) {
        super(incident);
    }

    @Override
    public boolean retryable() {
        return false;
    }
}
