// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.client.session;

import java.util.Objects;

/**
 * Why something was not done.
 *
 * @param text for people: what happened, to which object, what to do
 */
public record Failure(Kind kind, String text) {

    /** What a program may want to tell apart. Their order is part of the encoding. */
    public enum Kind {
        /** What is named does not exist. */
        NOT_FOUND,
        /** It exists in another form. */
        MISMATCH,
        /** The user lacks the right, or the login is wrong. */
        ACCESS_REFUSED,
        /** It belongs to another connection. */
        LOCKED,
        /** It is in use. */
        IN_USE,
        /** The request or one of its parts makes no sense. */
        INVALID,
        /** A selector that is not understood. */
        INVALID_SELECTOR,
        /** The client id is in use by another connection. */
        CLIENT_ID_IN_USE,
        NOT_SUPPORTED,
        /** A limit is reached. */
        LIMIT_EXCEEDED,
        /** The broker cannot store. */
        STORE_FAILED,
        /** Nobody knows whether it was done. */
        LOST,
        /** The link is closed. */
        CLOSED
    }

    public Failure {
        Objects.requireNonNull(kind);
        Objects.requireNonNull(text);
    }
}
