// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.core.log;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import java.io.IOException;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.slf4j.LoggerFactory;

class LogCrashTest {
    private static final int SEEDS = 2_000;

    private static final int DISK_FULL_SEEDS = 300;
    private static final Logger LOGGER = (Logger) LoggerFactory.getLogger("org.portagemq.core.log");

    @BeforeAll
    static void crashesAreNotWorthALogLineHere() {
        LOGGER.setLevel(Level.OFF);
    }

    @Test
    @Timeout(value = 10, unit = TimeUnit.MINUTES)
    void aDiskThatFillsAtAnyByteLosesNothingOnceItHasRoom() throws IOException {
        for (long seed = 0; seed < DISK_FULL_SEEDS; seed++) {
            fillAndRelieve(seed);
        }
    }

    private static void fillAndRelieve(long seed) throws IOException {
        Random random = new Random(seed);
        LogFixture fixture = new LogFixture();
        fixture.settings = fixture.settings.withSpace(random.nextInt(2), 0, 0);
        CommitLog log = fixture.open();
        TreeMap<Long, String> appended = new TreeMap<>();
        for (int turn = 0; turn < 60; turn++) {
            String body = turn + "-".repeat(random.nextInt(900));
            WriteClass writeClass = random.nextBoolean() ? WriteClass.PUBLISH : WriteClass.RELEASE;
            if (log.room(body.length(), writeClass) == Room.YES) {
                appended.put(fixture.append(body), body);
            }
            log.endBatch(random.nextBoolean() ? Demand.SYNC : Demand.WRITE);
            fixture.step();
            if (random.nextInt(6) == 0) {
                fixture.files.capacity(fixture.files.usedBytes() + random.nextInt(3_000));
            }
            if (random.nextInt(6) == 0) {
                fixture.now += 400_000_000L;
                log.prepare();
            }
        }
        fixture.files.capacity(Long.MAX_VALUE);
        log.prepare();
        log.endBatch(Demand.SYNC);
        fixture.step();
        assertNull(log.failure(), () -> "seed " + seed);
        assertEquals(log.tail(), log.synced(), () -> "seed " + seed);
        assertEquals(Room.YES, log.room(1, WriteClass.PUBLISH));
        fixture.files.powerCut();
        fixture.open();
        assertEquals(appended, fixture.replayed, () -> "seed " + seed);
    }

    @AfterAll
    static void logAgain() {
        LOGGER.setLevel(null);
    }

    @Test
    @Timeout(value = 10, unit = TimeUnit.MINUTES)
    void randomHistoriesWithCrashesKeepEveryPromise() {
        for (long seed = 0; seed < SEEDS; seed++) {
            try {
                new LogHistory(seed).run(5);
            } catch (IOException | RuntimeException | AssertionError e) {
                throw new AssertionError("History of seed " + seed + ": " + e.getMessage(), e);
            }
        }
    }
}
