// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.core.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.portagemq.core.api.BrowsePage;
import org.portagemq.core.api.Delivery;
import org.portagemq.core.api.FlushPolicy;
import org.portagemq.core.api.GroupInfo;
import org.portagemq.core.api.GroupRules;
import org.portagemq.core.api.GroupSettings;
import org.portagemq.core.api.Message;
import org.portagemq.core.api.MessageFormat;
import org.portagemq.core.api.Payload;
import org.portagemq.core.api.Release;
import org.portagemq.core.engine.TestClient.Inbox;

/**
 * Messages that move between groups while the process is killed and the power fails: each that was confirmed and not
 * consumed is in exactly one group afterwards, whole and once. Lifetimes, limits, attempts, priorities and rejections
 * move them; a graveyard at the end keeps them.
 */
class MoveCrashTest {

    private static final int HISTORIES = 60;
    private static final int STEPS = 120;
    private static final List<String> GROUPS =
            List.of("fast", "short", "tried", "urgent", "sure", "narrow", "graveyard");

    @Test
    @Timeout(value = 10, unit = TimeUnit.MINUTES)
    void eachMessageIsInExactlyOneGroup() {
        CrashHistories.run("move", HISTORIES, History::new);
    }

    private static final class History implements CrashHistories.History {
        private final Random random;
        private final SimulatedWorld world;
        private final Map<Long, String> sent = new HashMap<>();
        private final Set<String> confirmed = new HashSet<>();
        private final Set<String> consumed = new HashSet<>();
        private final List<Inbox> inboxes = new ArrayList<>();
        private TestClient client;
        private int next;

        private History(long seed) {
            random = new Random(seed);
            world = SimulatedWorld.open(seed, CrashHistories.SMALL_STORE);
            client = new TestClient(world);
            declare("graveyard", GroupRules.NONE);
            GroupRules dying = GroupRules.NONE.withDeadLetter("", "graveyard");
            declare("fast", dying.withTtlMs(200));
            declare("short", dying.withLimits(5, -1, GroupRules.Overflow.DROP_HEAD));
            declare("tried", dying.withDeliveryLimit(1));
            declare("urgent", dying.withMaxPriority(4).withTtlMs(2_000));
            declare("narrow", dying.withTtlMs(1_500).withLimits(2, -1, GroupRules.Overflow.REJECT));
            declare(
                    "sure",
                    GroupRules.NONE
                            .withTtlMs(500)
                            .withLimits(50, -1, GroupRules.Overflow.REJECT)
                            .withDeadLetter("", "narrow")
                            .toBuilder()
                            .keptUntilTaken(true)
                            .build());
            world.advance(Duration.ofSeconds(1));
        }

        private void declare(String name, GroupRules rules) {
            client.declareGroup(new GroupSettings(name, true, false, false, Map.of(), rules));
        }

        @Override
        public void run() {
            for (int step = 0; step < STEPS; step++) {
                switch (random.nextInt(14)) {
                    case 0, 1, 2, 3, 4 -> publish();
                    case 5 -> inboxes.add(client.subscribe(anyGroup(), 1 + random.nextInt(4)));
                    case 6, 7 -> settle();
                    case 8, 9 -> world.advance(Duration.ofMillis(random.nextInt(400)));
                    case 10 -> world.settle();
                    case 11 -> closeInboxes();
                    case 12 -> crash(random.nextBoolean());
                    default -> note();
                }
            }
            crash(true);
            check();
        }

        private String anyGroup() {
            return GROUPS.get(random.nextInt(GROUPS.size() - 1));
        }

        private void publish() {
            String group = anyGroup();
            String text = group + "-" + next++ + "-" + "x".repeat(random.nextInt(300));
            long token = client.send(
                    "",
                    new Message(
                            List.of(group),
                            true,
                            random.nextInt(6),
                            random.nextInt(4) == 0 ? 500 : -1,
                            FlushPolicy.DEFAULT,
                            List.of(),
                            MessageFormat.PLAIN,
                            Payload.EMPTY,
                            Payload.utf8(text)));
            sent.put(token, text);
        }

        private void settle() {
            if (inboxes.isEmpty()) {
                return;
            }
            Inbox inbox = inboxes.get(random.nextInt(inboxes.size()));
            int count = inbox.deliveries().size();
            if (count == 0) {
                return;
            }
            int index = random.nextInt(count);
            Delivery delivery = inbox.get(index);
            switch (random.nextInt(4)) {
                case 0 -> {
                    consumed.add(TestClient.text(delivery));
                    inbox.ack(index);
                }
                case 1 -> inbox.reject(index);
                case 2 -> inbox.release(index, Release.COUNTED);
                default -> inbox.credit(3);
            }
        }

        private void closeInboxes() {
            inboxes.forEach(Inbox::close);
            inboxes.clear();
        }

        /** What was confirmed by now has to be kept. */
        private void note() {
            client.outcomes().confirmed().forEach(token -> confirmed.add(sent.get(token)));
        }

        private void crash(boolean power) {
            note();
            client = CrashHistories.crash(world, power);
            inboxes.clear();
            sent.clear();
            world.settle();
        }

        private void check() {
            Map<String, Integer> found = new HashMap<>();
            long ready = 0;
            for (String group : GROUPS) {
                long from = 0;
                BrowsePage page;
                do {
                    long at = from;
                    page = client.ask((s, answer) -> s.browse(group, at, 100, answer));
                    page.entries()
                            .forEach(entry ->
                                    found.merge(entry.message().message().body().toUtf8(), 1, Integer::sum));
                    from = page.nextOffset();
                } while (from < page.end());
                GroupInfo info = client.describeGroup(group);
                // Nobody consumes: what is out waits until a target takes it.
                ready += info.ready() + info.inFlight();
            }
            for (String text : confirmed) {
                int count = found.getOrDefault(text, 0);
                if (consumed.contains(text)) {
                    assertTrue(count <= 1, () -> text + " is there twice");
                } else {
                    assertEquals(1, count, () -> "copies of the confirmed " + text);
                }
            }
            found.forEach((text, count) -> assertEquals(1, count, () -> "copies of " + text));
            assertEquals(found.size(), ready, "what is ready is what is there");
        }

        @Override
        public void close() {
            world.close();
        }
    }
}
