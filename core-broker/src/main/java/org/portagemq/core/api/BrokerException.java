// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.core.api;

import java.util.Objects;

/** A refusal or failure, with a text for people: what happened, to which object, what to do. */
public final class BrokerException extends RuntimeException {

    private final ErrorCode code;

    public BrokerException(ErrorCode code, String message) {
        this(code, message, null);
    }

    public BrokerException(ErrorCode code, String message, Throwable cause) {
        // Refusals are ordinary answers, made in great number: they carry no stack of their own.
        super(message, cause, false, cause != null);
        this.code = Objects.requireNonNull(code);
    }

    public ErrorCode code() {
        return code;
    }
}
