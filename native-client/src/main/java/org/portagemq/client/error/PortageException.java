// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.client.error;

/**
 * What calls of the client fail with, and nothing else does. None of them is checked; which it is says what to do, and {@link
 * #retryable()} whether the same call may succeed later. Futures complete with the same objects.
 */
public abstract sealed class PortageException extends RuntimeException
        permits AuthenticationException,
                AuthorizationException,
                BackpressureException,
                ClosedException,
                ConflictException,
                ConnectionException,
                FilterSyntaxException,
                InterceptorVetoException,
                InterruptedRequestException,
                InvalidMessageException,
                NotFoundException,
                OffsetOutOfRangeException,
                PayloadTooLargeException,
                QuotaExceededException,
                RequestTimeoutException,
                ServerException,
                StaleReceiptException,
                ThrottledException,
                TransactionStateException,
                UnknownOutcomeException,
                UnsupportedFeatureException {

    private final transient Incident incident;

    PortageException(Incident incident) {
        super(incident.text());
        this.incident = incident;
    }

    PortageException(Incident incident, Throwable cause) {
        super(incident.text(), cause);
        this.incident = incident;
    }

    /** Whether the same call may succeed later, and does no harm if it is made again. */
    public abstract boolean retryable();

    public Incident incident() {
        return incident;
    }
}
