// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.amqp.v091;

/** A refusal that ends the channel or the connection on which the request came, as its code says. */
final class AmqpException extends RuntimeException {

    private final ReplyCode code;

    AmqpException(ReplyCode code, String explanation) {
        // An ordinary answer, made in any number: without a stack.
        super(explanation, null, false, false);
        this.code = code;
    }

    ReplyCode code() {
        return code;
    }
}
