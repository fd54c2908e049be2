// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.amqp.v091;

import org.portagemq.core.api.BrokerException;

/** The broker's refusals in the words of this protocol. */
final class ErrorMapping {

    private ErrorMapping() {}

    static ReplyCode code(BrokerException reason) {
        return switch (reason.code()) {
            case NOT_FOUND -> ReplyCode.NOT_FOUND;
            case ACCESS_REFUSED -> ReplyCode.ACCESS_REFUSED;
            case LOCKED -> ReplyCode.RESOURCE_LOCKED;
            case MISMATCH, PRECONDITION_FAILED, INVALID, LIMIT_EXCEEDED, TOO_LARGE, OVERFLOW ->
                ReplyCode.PRECONDITION_FAILED;
            case NOT_SUPPORTED -> ReplyCode.NOT_IMPLEMENTED;
            case STORE_FAILED, LOST -> ReplyCode.INTERNAL_ERROR;
            case CLOSED -> ReplyCode.CONNECTION_FORCED;
        };
    }

    static AmqpException of(BrokerException reason) {
        return code(reason).because(reason.getMessage());
    }

    /** Whether it says something of this one message only, so that a confirm can carry it. */
    static boolean isNack(BrokerException reason) {
        return switch (reason.code()) {
            case OVERFLOW, STORE_FAILED, LOST, LIMIT_EXCEEDED -> true;
            case NOT_FOUND,
                    MISMATCH,
                    ACCESS_REFUSED,
                    LOCKED,
                    PRECONDITION_FAILED,
                    INVALID,
                    NOT_SUPPORTED,
                    TOO_LARGE,
                    CLOSED -> false;
        };
    }
}
