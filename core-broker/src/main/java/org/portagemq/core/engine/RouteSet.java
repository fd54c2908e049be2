// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.core.engine;

import java.util.Arrays;

/** The groups that a message reaches. The durable ones among them have a number in the log. Immutable. */
final class RouteSet {

    static final RouteSet EMPTY = new RouteSet(new Group[0], new int[0]);

    private final Group[] groups;
    private final int[] durableIds;
    private final boolean keepsAll;

    private RouteSet(Group[] groups, int[] durableIds) {
        this.groups = groups;
        this.durableIds = durableIds;
        this.keepsAll =
                Arrays.stream(groups).anyMatch(group -> group.isDurable() && group.settings().rules().stream() != null);
    }

    static RouteSet of(Group[] groups) {
        int[] ids = Arrays.stream(groups)
                .filter(Group::isDurable)
                .mapToInt(Group::id)
                .sorted()
                .toArray();
        return new RouteSet(groups, ids);
    }

    /** The groups themselves, not a copy: read only. */
    Group[] groups() {
        return groups;
    }

    /** Ids of the durable groups, ascending; not a copy. */
    int[] durableIds() {
        return durableIds;
    }

    boolean isEmpty() {
        return groups.length == 0;
    }

    /** Whether a durable group that keeps a stream is among them: it keeps all messages over a restart. */
    boolean keepsAll() {
        return keepsAll;
    }

    boolean isDurable() {
        return durableIds.length > 0;
    }
}
