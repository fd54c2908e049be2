// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.core.engine;

import java.util.ArrayList;
import java.util.List;

/** A transaction of a {@link TimeHistory} that waits for its decision: what it did, and what is known to have become of it. */
final class TimeBranch {

    final String name;
    final List<String> sent = new ArrayList<>();
    final List<String> acked = new ArrayList<>();
    /** What was added to it, and is not answered for. */
    final List<String> joining = new ArrayList<>();

    /** Null until it was answered to wait. */
    Long id;

    boolean entrusted;
    /** Whether it was to be committed, or rolled back; null while nobody has said. */
    Boolean wanted;

    boolean decided;

    TimeBranch(String name) {
        this.name = name;
    }

    /** Whether it can be decided or added to. */
    boolean isOpen() {
        return wanted == null && joining.isEmpty();
    }

    /** What was added counts. */
    void joined() {
        sent.addAll(joining);
        joining.clear();
    }

    /** Whether it has to wait for its decision still, as far as anybody was told. */
    boolean mustWait(boolean abandoned) {
        return id != null && wanted == null && !(entrusted && abandoned);
    }

    boolean isCommitted() {
        return wanted != null && wanted;
    }
}
