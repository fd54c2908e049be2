// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.core.api;

/** Why the broker refused or failed; each gateway maps these to its protocol's own errors. */
public enum ErrorCode {
    /** The namespace, topic, group or message does not exist. */
    NOT_FOUND,
    /** An object of that name exists with other settings. */
    MISMATCH,
    /** The principal lacks the right. */
    ACCESS_REFUSED,
    /** The object belongs exclusively to another session or subscription. */
    LOCKED,
    /** A condition of the call does not hold: in use, not empty. */
    PRECONDITION_FAILED,
    /** The call or one of its arguments makes no sense. */
    INVALID,
    /** Understood, but not offered by this broker. */
    NOT_SUPPORTED,
    /** A configured limit is reached. */
    LIMIT_EXCEEDED,
    /** The message is larger than the limit. */
    TOO_LARGE,
    /** The group's length limit refuses the message. */
    OVERFLOW,
    /** The store takes nothing more, or a record of it is damaged. */
    STORE_FAILED,
    /** The outcome of the call is not known. */
    LOST,
    /** The session, its group or the broker is closed. */
    CLOSED
}
