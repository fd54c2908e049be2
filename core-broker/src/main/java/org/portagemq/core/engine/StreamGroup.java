// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.core.engine;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.portagemq.core.api.StreamGroupSettings;
import org.portagemq.core.record.Change.Ownership;

/** A group of a stream: a cursor for each partition, moved by offsets or by acknowledgements. Belongs to the core. */
final class StreamGroup {

    private final StreamGroupSettings settings;
    private final List<Group> cursors = new ArrayList<>();
    private final Set<SessionState> committers = new HashSet<>();
    private Ownership ownership;

    StreamGroup(StreamGroupSettings settings, Ownership ownership) {
        this.settings = settings;
        this.ownership = ownership;
    }

    StreamGroupSettings settings() {
        return settings;
    }

    /** One for each partition, in their order. */
    List<Group> cursors() {
        return cursors;
    }

    Ownership ownership() {
        return ownership;
    }

    void own(Ownership newOwnership) {
        ownership = newOwnership;
    }

    void committedBy(SessionState session) {
        committers.removeIf(one -> !one.isOpen());
        committers.add(session);
    }

    /** What the session has committed was no consumer's. */
    void movedBy(SessionState session) {
        committers.remove(session);
    }

    /** Whether somebody is connected who has committed offsets. */
    boolean hasCommitters() {
        committers.removeIf(one -> !one.isOpen());
        return !committers.isEmpty();
    }

    /** Whether somebody consumes, or something is out. */
    boolean isDelivering() {
        return cursors.stream()
                .anyMatch(cursor ->
                        !cursor.consumers().isEmpty() || cursor.backlog().inFlight() > 0);
    }
}
