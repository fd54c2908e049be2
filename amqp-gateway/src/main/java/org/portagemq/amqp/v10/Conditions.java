// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.amqp.v10;

import org.apache.qpid.proton.amqp.Symbol;
import org.apache.qpid.proton.amqp.transport.ErrorCondition;
import org.portagemq.core.api.BrokerException;
import org.portagemq.core.api.ErrorCode;

/** The names that this protocol has for errors. */
final class Conditions {

    static final Symbol NOT_FOUND = Symbol.valueOf("amqp:not-found");
    static final Symbol NOT_IMPLEMENTED = Symbol.valueOf("amqp:not-implemented");
    static final Symbol INVALID_FIELD = Symbol.valueOf("amqp:invalid-field");
    static final Symbol DECODE_ERROR = Symbol.valueOf("amqp:decode-error");
    static final Symbol PRECONDITION_FAILED = Symbol.valueOf("amqp:precondition-failed");
    static final Symbol UNAUTHORIZED = Symbol.valueOf("amqp:unauthorized-access");
    static final Symbol LIMIT_EXCEEDED = Symbol.valueOf("amqp:resource-limit-exceeded");
    static final Symbol LOCKED = Symbol.valueOf("amqp:resource-locked");
    static final Symbol DELETED = Symbol.valueOf("amqp:resource-deleted");
    static final Symbol ILLEGAL_STATE = Symbol.valueOf("amqp:illegal-state");
    static final Symbol STOLEN = Symbol.valueOf("amqp:link:stolen");
    static final Symbol INTERNAL_ERROR = Symbol.valueOf("amqp:internal-error");
    static final Symbol FRAMING_ERROR = Symbol.valueOf("amqp:connection:framing-error");
    static final Symbol FORCED = Symbol.valueOf("amqp:connection:forced");
    static final Symbol NOT_ALLOWED = Symbol.valueOf("amqp:not-allowed");
    static final Symbol UNATTACHED_HANDLE = Symbol.valueOf("amqp:session:unattached-handle");
    static final Symbol HANDLE_IN_USE = Symbol.valueOf("amqp:session:handle-in-use");
    static final Symbol CREDIT_EXCEEDED = Symbol.valueOf("amqp:link:transfer-limit-exceeded");
    static final Symbol TOO_LARGE = Symbol.valueOf("amqp:link:message-size-exceeded");

    static final Symbol UNKNOWN_TRANSACTION = Symbol.valueOf("amqp:transaction:unknown-id");
    static final Symbol ROLLED_BACK = Symbol.valueOf("amqp:transaction:rollback");

    private Conditions() {}

    static ErrorCondition of(Symbol condition, String description) {
        return new ErrorCondition(condition, description);
    }

    /** What a link used is not there any more. */
    static ErrorCondition ofDeleted(BrokerException reason) {
        boolean deleted = reason.code() == ErrorCode.NOT_FOUND || reason.code() == ErrorCode.CLOSED;
        return deleted ? of(DELETED, reason.getMessage()) : of(reason);
    }

    static ErrorCondition of(BrokerException reason) {
        Symbol condition =
                switch (reason.code()) {
                    case NOT_FOUND -> NOT_FOUND;
                    case MISMATCH, PRECONDITION_FAILED -> PRECONDITION_FAILED;
                    case ACCESS_REFUSED -> UNAUTHORIZED;
                    case LOCKED -> LOCKED;
                    case INVALID -> INVALID_FIELD;
                    case NOT_SUPPORTED -> NOT_IMPLEMENTED;
                    case LIMIT_EXCEEDED, OVERFLOW -> LIMIT_EXCEEDED;
                    case TOO_LARGE -> TOO_LARGE;
                    case STORE_FAILED, LOST -> INTERNAL_ERROR;
                    case CLOSED -> DELETED;
                };
        return of(condition, reason.getMessage());
    }
}
