// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.core.group;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Random;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** Packed sets and tables of offsets beside plain ones, in random histories. */
class OffsetSetsTest {

    private static final int SEEDS = 60;

    @Test
    void offsetBitsHoldWhatASortedSetHolds() {
        for (int seed = 0; seed < SEEDS; seed++) {
            Random random = new Random(seed);
            int range = random.nextBoolean() ? 300 : 20_000;
            OffsetBits bits = new OffsetBits();
            TreeSet<Long> model = new TreeSet<>();
            for (int step = 0; step < 300; step++) {
                change(random, range, bits, model);
                compare("seed " + seed + " step " + step, random.nextInt(range), bits, model);
            }
            assertEquals(ranges(model), ranges(bits), "seed " + seed);
        }
    }

    private static void change(Random random, int range, OffsetBits bits, NavigableSet<Long> model) {
        long offset = random.nextInt(range);
        long last = offset + random.nextInt(range / 2);
        switch (random.nextInt(20)) {
            case 0 -> {
                bits.removeBelow(offset);
                model.headSet(offset).clear();
            }
            case 1, 2, 3 -> {
                long before = model.size();
                for (long at = offset; at <= last; at++) {
                    model.add(at);
                }
                assertEquals(model.size() - before, bits.addRange(offset, last));
            }
            case 4, 5, 6, 7, 8, 9 -> assertEquals(model.remove(offset), bits.remove(offset));
            case 10 -> {
                for (long at = offset; at <= last; at++) {
                    assertEquals(model.remove(at), bits.remove(at));
                }
            }
            default -> assertEquals(model.add(offset), bits.add(offset));
        }
    }

    private static void compare(String where, long offset, OffsetBits bits, NavigableSet<Long> model) {
        assertEquals(model.size(), bits.count(), where);
        assertEquals(model.isEmpty(), bits.isEmpty(), where);
        assertEquals(model.contains(offset), bits.contains(offset), where);
        Long next = model.ceiling(offset);
        assertEquals(next == null ? -1 : next, bits.next(offset), where);
        long absent = offset;
        while (model.contains(absent)) {
            absent++;
        }
        assertEquals(absent, bits.nextAbsent(offset), where);
        assertEquals(model.isEmpty() ? -1 : model.first(), bits.first(), where);
    }

    private static List<Long> ranges(OffsetBits bits) {
        List<Long> ends = new ArrayList<>();
        bits.forEachRange((first, last) -> {
            ends.add(first);
            ends.add(last);
        });
        return ends;
    }

    private static List<Long> ranges(NavigableSet<Long> model) {
        List<Long> ends = new ArrayList<>();
        for (long offset : model) {
            if (!model.contains(offset - 1)) {
                ends.add(offset);
            }
            if (!model.contains(offset + 1)) {
                ends.add(offset);
            }
        }
        return ends;
    }

    @Test
    void offsetTablesHoldWhatAMapHolds() {
        for (int seed = 0; seed < SEEDS; seed++) {
            Random random = new Random(seed);
            int range = 1 + random.nextInt(4_000);
            OffsetTable table = new OffsetTable();
            Map<Long, Integer> model = new HashMap<>();
            for (int step = 0; step < 5_000; step++) {
                long offset = random.nextInt(range) * (random.nextBoolean() ? 1L : 4_096L);
                int before = model.getOrDefault(offset, OffsetTable.ABSENT);
                assertEquals(before, table.get(offset), "seed " + seed);
                if (random.nextInt(5) < 3) {
                    assertEquals(before, table.put(offset, step));
                    model.put(offset, step);
                } else {
                    assertEquals(before, table.remove(offset));
                    model.remove(offset);
                }
                assertEquals(model.size(), table.count());
            }
            Map<Long, Integer> visited = new HashMap<>();
            table.forEach(visited::put);
            assertEquals(model, visited, "seed " + seed);
        }
    }
}
