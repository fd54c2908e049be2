// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.stomp.wire;

/** Bytes that are no frame, or one beyond a limit. The text says why, for the peer to read. */
public final class WireException extends RuntimeException {

    private final String summary;

    /**
     * @param summary short and always the same for one reason
     */
    WireException(String summary, String message) {
        // Made for hostile input in any number: without a stack.
        super(message, null, false, false);
        this.summary = summary;
    }

    public String summary() {
        return summary;
    }

    static WireException malformed(String message) {
        return new WireException("malformed frame", message);
    }

    static WireException tooLarge(String message) {
        return new WireException("frame too large", message);
    }
}
