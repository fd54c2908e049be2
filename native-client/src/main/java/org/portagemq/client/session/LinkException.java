// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.client.session;

/** A request that was refused or failed. */
public final class LinkException extends Exception {

    private final transient Failure failure;

    public LinkException(Failure failure) {
        super(failure.text());
        this.failure = failure;
    }

    public LinkException(Failure failure, Throwable cause) {
        super(failure.text(), cause);
        this.failure = failure;
    }

    public Failure failure() {
        return failure;
    }
}
