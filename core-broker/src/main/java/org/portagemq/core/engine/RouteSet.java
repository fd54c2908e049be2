package org.portagemq.core.engine;

import java.util.Arrays;

/**
 * The groups that a message reaches. The durable ones among them have a number in the log.
 *
 * @param durableIds ids of the durable groups, ascending
 */
record RouteSet(Group[] groups, int[] durableIds) {

    static final RouteSet EMPTY = new RouteSet(new Group[0], new int[0]);

    static RouteSet of(Group[] groups) {
        int[] ids = Arrays.stream(groups)
                .filter(Group::isDurable)
                .mapToInt(Group::id)
                .sorted()
                .toArray();
        return new RouteSet(groups, ids);
    }

    boolean isEmpty() {
        return groups.length == 0;
    }

    boolean isDurable() {
        return durableIds.length > 0;
    }

    /** Whether a group of it has been deleted, so that it must be found anew. */
    boolean isStale() {
        for (Group group : groups) {
            if (group.isDeleted()) {
                return true;
            }
        }
        return false;
    }
}
