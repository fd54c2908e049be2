// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.core.routing;

import org.portagemq.core.filter.CompiledFilter;
import org.portagemq.core.filter.Subject;

/** A filter of one or more bindings of a topic: read once, and evaluated once for each message. Belongs to the core. */
final class SharedFilter {

    private final CompiledFilter filter;
    private int bindings;
    private int askedInRound;
    private boolean passed;

    SharedFilter(CompiledFilter filter) {
        this.filter = filter;
    }

    /** Whether the message of the round passes. */
    boolean passes(Subject subject, int round) {
        if (askedInRound != round) {
            askedInRound = round;
            passed = filter.matches(subject);
        }
        return passed;
    }

    void bound() {
        bindings++;
    }

    /** Answers whether no binding is left. */
    boolean unbound() {
        return --bindings == 0;
    }

    /** A target behind the filter. */
    record Guarded(SharedFilter filter, RouteTarget target) implements RouteTarget {}
}
