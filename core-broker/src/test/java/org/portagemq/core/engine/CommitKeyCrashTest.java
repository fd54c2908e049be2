// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.core.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Duration;
import java.util.HashSet;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.portagemq.core.api.Answer;
import org.portagemq.core.api.BrokerException;
import org.portagemq.core.api.BrowsePage;
import org.portagemq.core.api.Deduplication;
import org.portagemq.core.api.Transaction;

/**
 * Transactions that are committed by keys while the process is killed and the power fails: afterwards a key is known exactly
 * when the messages of its transaction are there, and always when the commit was answered.
 */
class CommitKeyCrashTest {

    private static final int HISTORIES = 60;
    private static final int TRANSACTIONS = 40;

    @Test
    void aKeyIsKnownExactlyWhenItsTransactionHappened() {
        for (long seed = 0; seed < HISTORIES; seed++) {
            run(seed);
        }
    }

    private static Deduplication key(int number) {
        return new Deduplication("p", Integer.toString(number));
    }

    private static void run(long seed) {
        Random random = new Random(seed);
        Map<String, String> settings = Map.of("store.snapshot-bytes", "64KiB", "store.snapshot-interval", "300ms");
        try (SimulatedWorld world = SimulatedWorld.open(seed, settings)) {
            TestClient client = new TestClient(world);
            client.declareGroup("q");
            Set<Integer> answered = new HashSet<>();
            for (int number = 0; number < TRANSACTIONS; number++) {
                commit(client, number, answered);
                if (random.nextInt(3) == 0) {
                    world.advance(Duration.ofMillis(random.nextInt(200)));
                }
                if (random.nextInt(8) == 0) {
                    if (random.nextBoolean()) {
                        world.powerCut();
                    } else {
                        world.kill();
                    }
                    world.start();
                    client = new TestClient(world);
                    check(client, seed, number, answered);
                }
            }
        }
    }

    private static void commit(TestClient client, int number, Set<Integer> answered) {
        Transaction transaction = client.begin();
        client.send("", TestClient.message("q", Integer.toString(number), true), transaction);
        client.call(s -> transaction.commit(key(number), new Answer<>() {
            @Override
            public void done(Void nothing) {
                answered.add(number);
            }

            @Override
            public void failed(BrokerException reason) {
                throw reason;
            }
        }));
    }

    private static void check(TestClient client, long seed, int last, Set<Integer> answered) {
        Set<String> there = new HashSet<>();
        BrowsePage page = client.ask((s, answer) -> s.browse("q", 0, 1_000, answer));
        page.entries()
                .forEach(entry -> there.add(entry.message().message().body().toUtf8()));
        for (int number = 0; number <= last; number++) {
            Deduplication key = key(number);
            boolean known = client.<Boolean>ask((s, answer) -> s.isCommitted(key, answer));
            String what = "transaction " + number + " of history " + seed;
            assertEquals(there.contains(Integer.toString(number)), known, what);
            if (answered.contains(number)) {
                assertEquals(true, known, what + " was answered");
            }
        }
    }
}
