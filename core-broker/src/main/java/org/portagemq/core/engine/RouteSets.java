// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.core.engine;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import org.portagemq.core.record.RecordType;
import org.portagemq.core.record.RouteSetRecord;

/**
 * Numbers for sets of durable groups, so that a message in the log names its groups with four bytes. A set is logged
 * before its first use since the last snapshot began: replay finds each number explained. Belongs to the core.
 */
final class RouteSets {

    /** Above this many sets the table is begun anew: the sets in use are logged again. */
    private static final int LIMIT = 10_000;

    private final TurnLog log;
    private final Map<Key, Integer> numbers = new HashMap<>();
    private int next = 1;
    private RouteSet lastSet;
    private int lastNumber;

    private static final class Key {
        private final int[] ids;
        private final int hash;

        private Key(int[] ids) {
            this.ids = ids;
            this.hash = Arrays.hashCode(ids);
        }

        @Override
        public boolean equals(Object other) {
            return other instanceof Key key && Arrays.equals(ids, key.ids);
        }

        @Override
        public int hashCode() {
            return hash;
        }
    }

    RouteSets(TurnLog log) {
        this.log = log;
    }

    /** The bytes that the set's record would take in the log. */
    static int recordBytes(RouteSet set) {
        return RouteSetRecord.length(set.durableIds().length);
    }

    /** The number of the set; it is logged when need be, for which the caller has seen that there is room. */
    int number(RouteSet set) {
        if (set == lastSet) {
            return lastNumber;
        }
        Key key = new Key(set.durableIds());
        Integer known = numbers.get(key);
        int number = known == null ? define(key) : known;
        lastSet = set;
        lastNumber = number;
        return number;
    }

    private int define(Key key) {
        if (numbers.size() >= LIMIT) {
            numbers.clear();
        }
        int number = next++;
        int length = RouteSetRecord.length(key.ids.length);
        log.append(RecordType.ROUTE_SET, length, target -> RouteSetRecord.put(target, number, key.ids));
        numbers.put(key, number);
        return number;
    }

    /** A snapshot begins: replay may start here, so what follows must explain its numbers again. */
    void forget() {
        numbers.clear();
        lastSet = null;
    }

    /** The numbers that were used before are not used again. */
    void continueFrom(int firstFree) {
        next = Math.max(next, firstFree);
    }

    int next() {
        return next;
    }
}
