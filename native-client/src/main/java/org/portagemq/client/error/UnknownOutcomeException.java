// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.client.error;

/** The message was sent, and nobody knows whether it was stored: the connection broke, or no answer came. To send it again may make two of it. */
public final class UnknownOutcomeException extends PortageException {

    private final String messageId;

    public UnknownOutcomeException(Incident incident, String messageId) {
        super(incident);
        this.messageId = messageId;
    }

    /** By it one can look whether the message is there. */
    public String messageId() {
        return messageId;
    }

    @Override
    public boolean retryable() {
        return false;
    }
}
