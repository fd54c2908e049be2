// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.remoting.session;

import org.portagemq.client.session.Failure;
import org.portagemq.client.session.Failure.Kind;
import org.portagemq.core.api.BrokerException;

/** The broker's refusals in the words of sessions. */
final class Failures {

    private Failures() {}

    static Failure of(BrokerException reason) {
        return new Failure(kind(reason), reason.getMessage());
    }

    /** The same for a call that carried a selector: nothing else of it can make no sense. */
    static Failure ofSelective(BrokerException reason, String selector) {
        Kind kind = kind(reason);
        return kind == Kind.INVALID && selector != null
                ? new Failure(Kind.INVALID_SELECTOR, "selector '" + selector + "': " + reason.getMessage())
                : new Failure(kind, reason.getMessage());
    }

    private static Kind kind(BrokerException reason) {
        return switch (reason.code()) {
            case NOT_FOUND -> Kind.NOT_FOUND;
            case MISMATCH -> Kind.MISMATCH;
            case ACCESS_REFUSED -> Kind.ACCESS_REFUSED;
            case LOCKED -> Kind.LOCKED;
            case PRECONDITION_FAILED -> Kind.IN_USE;
            case INVALID -> Kind.INVALID;
            case NOT_SUPPORTED -> Kind.NOT_SUPPORTED;
            case LIMIT_EXCEEDED, TOO_LARGE, OVERFLOW -> Kind.LIMIT_EXCEEDED;
            case STORE_FAILED -> Kind.STORE_FAILED;
            case LOST -> Kind.LOST;
            case CLOSED -> Kind.CLOSED;
        };
    }
}
