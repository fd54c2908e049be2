// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.client.codec;

/** Octets that are no command; the connection that they came by cannot be read on. */
public final class MalformedCommandException extends RuntimeException {

    private static final long serialVersionUID = 1;

    public MalformedCommandException(String message) {
        // Made for each frame of somebody who sends nonsense: no stack.
        super(message, null, false, false);
    }
}
