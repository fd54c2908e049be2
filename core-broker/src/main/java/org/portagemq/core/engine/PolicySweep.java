// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.core.engine;

import java.util.ArrayDeque;
import java.util.Deque;

/**
 * Takes a change of policies to the groups of its namespace, some in each turn: each finds its rules, and one that is
 * longer than these allow is trimmed. A group that is used meanwhile finds its rules at once. Belongs to the core.
 */
final class PolicySweep {

    private static final int GROUPS_PER_TURN = 500;

    private final Overflows overflows;
    private final CoreCalls calls;
    private final Deque<Group> waiting = new ArrayDeque<>();

    PolicySweep(Overflows overflows, CoreCalls calls) {
        this.overflows = overflows;
        this.calls = calls;
    }

    void start(Namespace namespace) {
        boolean underWay = !waiting.isEmpty();
        waiting.addAll(namespace.groups().values());
        if (!underWay) {
            calls.call(this::go);
        }
    }

    private void go() {
        for (int left = GROUPS_PER_TURN; left > 0 && !waiting.isEmpty(); left--) {
            Group group = waiting.remove();
            if (!group.isDeleted()) {
                overflows.arrived(group);
            }
        }
        if (!waiting.isEmpty()) {
            calls.call(this::go);
        }
    }
}
