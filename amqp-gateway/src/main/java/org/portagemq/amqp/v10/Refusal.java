// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.amqp.v10;

import org.apache.qpid.proton.amqp.Symbol;
import org.apache.qpid.proton.amqp.transport.ErrorCondition;

/** Something that a peer asked for and does not get. */
final class Refusal extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final transient ErrorCondition condition;

    Refusal(Symbol condition, String text) {
        this(Conditions.of(condition, text));
    }

    Refusal(ErrorCondition condition) {
        // An ordinary answer: it carries no stack.
        super(condition.getDescription(), null, false, false);
        this.condition = condition;
    }

    ErrorCondition condition() {
        return condition;
    }
}
