// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.core.engine;

import org.portagemq.core.group.BacklogWatcher;

/** A planted bug: what comes back to its place is told to the backlog only, not to those who have looked there. */
record ForgetfulSelections(BacklogWatcher told) implements BacklogWatcher {

    /** From now on until the group has no selective consumer any more. */
    static void plant(Group group) {
        if (group.selections() != null) {
            group.backlog().watch(new ForgetfulSelections(group.selections()));
        }
    }

    @Override
    public void returned(long offset) {
        // This is the bug.
    }

    @Override
    public void settled(long offset) {
        told.settled(offset);
    }

    @Override
    public void moved() {
        told.moved();
    }
}
