// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.amqp.v091.wire;

/** Bytes that are not what AMQP 0-9-1 allows. The connection on which they came cannot go on. */
public final class WireException extends RuntimeException {

    /** What kind of fault it is, by the protocol's reply codes. */
    public enum Kind {
        /** Sizes, types or ends that do not fit: 501. */
        FRAME,
        /** A value that cannot be: 502. */
        SYNTAX,
        /** A frame that cannot stand here: 505. */
        UNEXPECTED
    }

    private final Kind kind;

    public WireException(Kind kind, String message) {
        // Made for hostile input in any number: without a stack.
        super(message, null, false, false);
        this.kind = kind;
    }

    public Kind kind() {
        return kind;
    }

    /** A method frame without room for its ids. */
    public static WireException frameTooShort(int octets) {
        return frame("method frame of " + octets + " octets");
    }

    static WireException frame(String message) {
        return new WireException(Kind.FRAME, message);
    }

    static WireException syntax(String message) {
        return new WireException(Kind.SYNTAX, message);
    }
}
