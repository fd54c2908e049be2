// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.jms.connection;

import jakarta.jms.IllegalStateException;
import jakarta.jms.IllegalStateRuntimeException;
import jakarta.jms.InvalidClientIDException;
import jakarta.jms.InvalidClientIDRuntimeException;
import jakarta.jms.InvalidDestinationException;
import jakarta.jms.InvalidDestinationRuntimeException;
import jakarta.jms.InvalidSelectorException;
import jakarta.jms.InvalidSelectorRuntimeException;
import jakarta.jms.JMSException;
import jakarta.jms.JMSRuntimeException;
import jakarta.jms.JMSSecurityException;
import jakarta.jms.JMSSecurityRuntimeException;
import jakarta.jms.MessageFormatException;
import jakarta.jms.MessageFormatRuntimeException;
import jakarta.jms.MessageNotWriteableException;
import jakarta.jms.MessageNotWriteableRuntimeException;
import jakarta.jms.ResourceAllocationException;
import jakarta.jms.ResourceAllocationRuntimeException;
import jakarta.jms.TransactionInProgressException;
import jakarta.jms.TransactionInProgressRuntimeException;
import jakarta.jms.TransactionRolledBackException;
import jakarta.jms.TransactionRolledBackRuntimeException;
import org.portagemq.client.session.Failure;

/** Failures as the exceptions that the specification names, and these as their unchecked twins. */
public final class Exceptions {

    private Exceptions() {}

    /** The exception for what the broker refused. */
    static JMSException of(Failure failure, Throwable cause) {
        return caused(of(failure), cause);
    }

    private static JMSException of(Failure failure) {
        String text = failure.text();
        String code = failure.kind().name();
        return switch (failure.kind()) {
            case NOT_FOUND, LOCKED -> new InvalidDestinationException(text, code);
            case ACCESS_REFUSED -> new JMSSecurityException(text, code);
            case INVALID_SELECTOR -> new InvalidSelectorException(text, code);
            case CLIENT_ID_IN_USE -> new InvalidClientIDException(text, code);
            case LIMIT_EXCEEDED -> new ResourceAllocationException(text, code);
            case MISMATCH, IN_USE, INVALID, NOT_SUPPORTED, STORE_FAILED, LOST, CLOSED -> new JMSException(text, code);
        };
    }

    static JMSException caused(JMSException exception, Throwable cause) {
        if (cause != null) {
            exception.initCause(cause);
            if (cause instanceof Exception linked) {
                exception.setLinkedException(linked);
            }
        }
        return exception;
    }

    static IllegalStateException illegal(String text) {
        return new IllegalStateException(text, "ILLEGAL_STATE");
    }

    static IllegalStateException closed(String what) {
        return new IllegalStateException("the " + what + " is closed", "CLOSED");
    }

    /** The unchecked twin. */
    public static JMSRuntimeException unchecked(JMSException checked) {
        String text = checked.getMessage();
        String code = checked.getErrorCode();
        if (checked instanceof IllegalStateException) {
            return new IllegalStateRuntimeException(text, code, checked);
        }
        if (checked instanceof InvalidClientIDException) {
            return new InvalidClientIDRuntimeException(text, code, checked);
        }
        if (checked instanceof InvalidDestinationException) {
            return new InvalidDestinationRuntimeException(text, code, checked);
        }
        if (checked instanceof InvalidSelectorException) {
            return new InvalidSelectorRuntimeException(text, code, checked);
        }
        if (checked instanceof JMSSecurityException) {
            return new JMSSecurityRuntimeException(text, code, checked);
        }
        if (checked instanceof MessageFormatException) {
            return new MessageFormatRuntimeException(text, code, checked);
        }
        if (checked instanceof MessageNotWriteableException) {
            return new MessageNotWriteableRuntimeException(text, code, checked);
        }
        if (checked instanceof ResourceAllocationException) {
            return new ResourceAllocationRuntimeException(text, code, checked);
        }
        if (checked instanceof TransactionInProgressException) {
            return new TransactionInProgressRuntimeException(text, code, checked);
        }
        if (checked instanceof TransactionRolledBackException) {
            return new TransactionRolledBackRuntimeException(text, code, checked);
        }
        return new JMSRuntimeException(text, code, checked);
    }
}
