// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.amqp.v10;

import java.util.Objects;
import org.apache.qpid.proton.amqp.Symbol;

/** A frame that breaks a rule of the standard, and what ends by that: the session or the whole connection. */
final class Violation extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final transient Symbol condition;
    private final boolean ofSession;

    private Violation(boolean ofSession, Symbol condition, String description) {
        super(description, null, false, false);
        this.ofSession = ofSession;
        this.condition = Objects.requireNonNull(condition);
    }

    static Violation ofConnection(Symbol condition, String description) {
        return new Violation(false, condition, description);
    }

    static Violation ofSession(Symbol condition, String description) {
        return new Violation(true, condition, description);
    }

    boolean isOfSession() {
        return ofSession;
    }

    Symbol condition() {
        return condition;
    }
}
