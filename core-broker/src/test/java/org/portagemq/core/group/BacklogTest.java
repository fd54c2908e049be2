// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.core.group;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.NavigableMap;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** The backlog of a group beside a plain list of what should be the state of each message. */
class BacklogTest {

    private static final int SEEDS = 80;
    private static final int STEPS = 1_500;

    private enum State {
        READY,
        OUT,
        PARKED
    }

    /** Counts freed slots: blocks here are never stored. */
    private static final class Owner implements GroupIndex.Owner {
        @Override
        public void blockFilled(GroupIndex index, IndexBlock block) {
            // It stays in memory.
        }

        @Override
        public void slotFreed(int slot) {
            throw new AssertionError("no block was stored in slot " + slot);
        }
    }

    private static Backlog empty() {
        return new Backlog(new GroupIndex(new Owner(), 1, 0), 0, new NoteMemory(0));
    }

    private static long arrive(Backlog backlog) {
        return backlog.arrive(backlog.end() * 8 + 8, 0, 0, 10, 0, 0);
    }

    private static long pick(Random random, NavigableMap<Long, State> model, State state) {
        List<Long> candidates = model.keySet().stream()
                .filter(offset -> model.get(offset) == state)
                .toList();
        return candidates.isEmpty() ? -1 : candidates.get(random.nextInt(candidates.size()));
    }

    private static void step(Random random, Backlog backlog, NavigableMap<Long, State> model) {
        int choice = random.nextInt(100);
        if (choice < 45) {
            model.put(arrive(backlog), State.READY);
        } else if (choice < 70) {
            long next = backlog.nextReady();
            if (next >= 0) {
                backlog.take(next, 10);
                model.put(next, State.OUT);
            }
        } else if (choice < 85) {
            long out = pick(random, model, State.OUT);
            if (out >= 0) {
                backlog.settle(out, 10);
                model.remove(out);
            }
        } else if (choice < 93) {
            long out = pick(random, model, State.OUT);
            if (out >= 0) {
                backlog.giveBack(out, 10);
                model.put(out, State.READY);
            }
        } else if (choice < 96) {
            long ready = pick(random, model, State.READY);
            if (ready >= 0) {
                backlog.park(ready);
                model.put(ready, State.PARKED);
            }
        } else if (choice < 98) {
            long limit = backlog.end() + random.nextInt(600);
            backlog.skipTo(limit);
            assertEquals(limit, backlog.end());
        } else if (random.nextInt(4) == 0) {
            long expected =
                    model.values().stream().filter(state -> state != State.OUT).count();
            assertEquals(expected, backlog.purge((first, last) -> {}));
            model.values().removeIf(state -> state != State.OUT);
        }
    }

    private static void compare(String where, Backlog backlog, NavigableMap<Long, State> model) {
        long ready =
                model.values().stream().filter(state -> state == State.READY).count();
        long out = model.values().stream().filter(state -> state == State.OUT).count();
        assertEquals(ready, backlog.ready(), where);
        assertEquals(out, backlog.inFlight(), where);
        assertEquals(model.size(), backlog.live(), where);
        assertEquals(model.size() * 10L, backlog.bytes(), where);
        long first = model.keySet().stream()
                .filter(offset -> model.get(offset) == State.READY)
                .findFirst()
                .orElse(-1L);
        assertEquals(first, backlog.nextReady(), where);
        assertEquals(model.isEmpty() ? backlog.end() : model.firstKey(), backlog.floor(), where);
    }

    @Test
    void aBacklogIsWhatItsHistorySays() {
        for (int seed = 0; seed < SEEDS; seed++) {
            Random random = new Random(seed);
            Backlog backlog = empty();
            TreeMap<Long, State> model = new TreeMap<>();
            for (int step = 0; step < STEPS; step++) {
                step(random, backlog, model);
                if (step % 10 == 0) {
                    compare("seed " + seed + " step " + step, backlog, model);
                }
            }
            for (long offset = backlog.floor(); offset < backlog.end(); offset++) {
                assertEquals(model.get(offset) == State.READY, backlog.isReady(offset), "seed " + seed);
                assertEquals(!model.containsKey(offset), backlog.isDone(offset), "seed " + seed);
                if (model.containsKey(offset)) {
                    IndexBlock block = backlog.index().block(offset);
                    assertEquals(offset * 8 + 8, block.position((int) (offset - block.first())), "seed " + seed);
                }
            }
        }
    }

    @Test
    void messagesBeforeOneThatIsParkedAheadOfItsTurnAreHandedOut() {
        Backlog backlog = empty();
        for (int i = 0; i < 3; i++) {
            arrive(backlog);
        }
        backlog.park(1);
        backlog.take(backlog.nextReady(), 10);
        assertEquals(2, backlog.nextReady());
        assertTrue(backlog.isParked(1));
        assertEquals(1, backlog.ready());
    }

    @Test
    void replayingWhatIsDoneTwiceInPartsKeepsTheBlocksOfTheLiving() {
        Backlog backlog = empty();
        for (int i = 0; i < IndexBlock.ENTRIES - 1; i++) {
            arrive(backlog);
        }
        backlog.replayDone(1, 100, 1_000);
        backlog.replayDone(1, 200, 1_000);
        arrive(backlog);
        assertEquals(IndexBlock.ENTRIES - 200, backlog.live());
        assertTrue(backlog.index().block(0) != null, "the message at offset 0 lives");
        assertFalse(backlog.isDone(0));
    }

    @Test
    void onlyWhatWasThereCountsAsHandedOutBefore() {
        Backlog backlog = empty();
        arrive(backlog);
        backlog.handedOut().reserve(256);
        backlog.handedOut().recovered(backlog.end());
        arrive(backlog);
        assertTrue(backlog.wasHandedOut(0));
        assertFalse(backlog.wasHandedOut(1));
    }
}
