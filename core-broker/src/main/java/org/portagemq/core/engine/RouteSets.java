// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.core.engine;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import org.portagemq.core.api.BrokerException;
import org.portagemq.core.api.ErrorCode;
import org.portagemq.core.log.Room;
import org.portagemq.core.log.WriteClass;
import org.portagemq.core.record.RecordType;
import org.portagemq.core.record.RouteSetRecord;

/**
 * Numbers for sets of durable groups, so that a message in the log names its groups with four bytes. A set is logged
 * before its first use since the last snapshot began: replay finds each number explained. Belongs to the core.
 */
final class RouteSets {

    /** Above this many sets the table is begun anew: the sets in use are logged again. */
    private static final int LIMIT = 10_000;

    static final int NO_ROOM = -1;

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

    /** The number of the set, which is logged when need be; {@link #NO_ROOM} when there is no room for that now. */
    int number(RouteSet set) {
        if (set == lastSet) {
            return lastNumber;
        }
        Key key = new Key(set.durableIds());
        Integer known = numbers.get(key);
        int number = known == null ? define(key) : known;
        if (number == NO_ROOM) {
            return NO_ROOM;
        }
        lastSet = set;
        lastNumber = number;
        return number;
    }

    private int define(Key key) {
        if (numbers.size() >= LIMIT) {
            numbers.clear();
        }
        int length = RouteSetRecord.length(key.ids.length);
        int limit = log.log().bodyBytesMax();
        if (length > limit) {
            throw new BrokerException(
                    ErrorCode.LIMIT_EXCEEDED,
                    "the message reaches " + key.ids.length + " durable groups at once, and with log segments and ring"
                            + " of this size it can reach " + (limit / Integer.BYTES - 2)
                            + " (settings store.segment-bytes, store.ring-bytes)");
        }
        if (log.room(length, WriteClass.PUBLISH) != Room.YES) {
            return NO_ROOM;
        }
        int number = next++;
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
