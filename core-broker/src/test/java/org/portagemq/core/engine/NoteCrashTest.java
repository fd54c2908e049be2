// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.core.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.portagemq.core.api.BrowsePage;
import org.portagemq.core.api.Delivery;
import org.portagemq.core.api.GroupRules;
import org.portagemq.core.api.GroupSettings;
import org.portagemq.core.api.Release;
import org.portagemq.core.api.StoredMessage;
import org.portagemq.core.engine.TestClient.Inbox;

/**
 * Messages that are given back with notes while the process is killed and the power fails: while the broker lives each
 * delivery carries the last note; afterwards a note that is not older than the last one before a confirmed message. So it
 * is where they come back later, and where they are dead-lettered.
 */
class NoteCrashTest {

    private static final int HISTORIES = 40;
    private static final int STEPS = 150;
    private static final List<String> GROUPS = List.of("plain", "urgent", "graveyard");

    @Test
    @Timeout(value = 10, unit = TimeUnit.MINUTES)
    void notesSurviveAsTheCountOfAttemptsDoes() {
        CrashHistories.run("note", HISTORIES, History::new);
    }

    private static final class History implements CrashHistories.History {
        private final Random random;
        private final SimulatedWorld world;
        /** By the text of the message: the last note, and the last one that is certain. */
        private final Map<String, Integer> noted = new HashMap<>();

        private final Map<String, Integer> certain = new HashMap<>();
        private final List<Inbox> inboxes = new ArrayList<>();
        private final Map<Inbox, Integer> checked = new HashMap<>();
        private TestClient client;
        private int messages;
        private int notes;

        private History(long seed) {
            random = new Random(seed);
            world = SimulatedWorld.open(seed, CrashHistories.SMALL_STORE);
            client = new TestClient(world);
            declare("graveyard", GroupRules.NONE);
            GroupRules dying = GroupRules.NONE.withDeadLetter("", "graveyard");
            declare("plain", dying);
            declare("urgent", dying.withMaxPriority(4).withDeliveryLimit(3));
        }

        private void declare(String name, GroupRules rules) {
            client.declareGroup(new GroupSettings(name, true, false, false, Map.of(), rules));
        }

        @Override
        public void run() {
            for (int step = 0; step < STEPS; step++) {
                switch (random.nextInt(12)) {
                    case 0, 1 -> publish();
                    case 2 -> inboxes.add(client.subscribe(GROUPS.get(random.nextInt(GROUPS.size())), 3));
                    case 3 -> world.advance(Duration.ofMillis(random.nextInt(8_000)));
                    case 4 -> {
                        if (random.nextInt(4) == 0) {
                            crash();
                        }
                    }
                    default -> settle();
                }
                check();
            }
            crash();
            browse();
        }

        private void publish() {
            String group = GROUPS.get(random.nextInt(2));
            String text = group + "-" + messages++ + "-" + "x".repeat(random.nextInt(300));
            noted.put(text, 0);
            client.publish("", group, text);
            // What was noted before the message was confirmed is on disk with it.
            certain.putAll(noted);
        }

        private void settle() {
            if (inboxes.isEmpty()) {
                return;
            }
            Inbox inbox = inboxes.get(random.nextInt(inboxes.size()));
            int count = checked.getOrDefault(inbox, 0);
            if (count == 0 || random.nextInt(5) == 0) {
                inbox.credit(3);
                return;
            }
            // The last one may be out still; of an older one the broker ignores it.
            int index = count - 1;
            inboxes.remove(inbox);
            noted.put(TestClient.text(inbox.get(index)), ++notes);
            inbox.note(index, String.valueOf(notes));
            switch (random.nextInt(3)) {
                case 0 -> inbox.reject(index);
                case 1 -> inbox.release(index, Release.UNCOUNTED, random.nextInt(20_000));
                default -> inbox.release(index, Release.COUNTED);
            }
            inbox.close();
            world.settle();
        }

        /** All that was delivered since. */
        private void check() {
            world.settle();
            for (Inbox inbox : inboxes) {
                int from = checked.getOrDefault(inbox, 0);
                for (Delivery delivery :
                        inbox.deliveries().subList(from, inbox.deliveries().size())) {
                    StoredMessage message = delivery.message();
                    assertEquals(noted.get(TestClient.text(delivery)), number(message));
                }
                checked.put(inbox, inbox.deliveries().size());
            }
        }

        private static int number(StoredMessage message) {
            String note = message.note().toUtf8();
            return note.isEmpty() ? 0 : Integer.parseInt(note);
        }

        private void crash() {
            client = CrashHistories.crash(world, random);
            inboxes.clear();
            world.settle();
            browse();
        }

        /** What a crash has left of the notes is what counts from now on. */
        private void browse() {
            for (String group : GROUPS) {
                long from = 0;
                BrowsePage page;
                do {
                    long at = from;
                    page = client.ask((s, answer) -> s.browse(group, at, 100, answer));
                    page.entries().forEach(entry -> found(entry.message()));
                    from = page.nextOffset();
                } while (from < page.end());
            }
            // What waits for its time is not shown: its note is certain, being in the record by which it waits.
        }

        private void found(StoredMessage message) {
            String text = message.message().body().toUtf8();
            int number = number(message);
            assertTrue(
                    number >= certain.get(text) && number <= noted.get(text),
                    () -> text + " has note " + number + ", not one of " + certain.get(text) + " to "
                            + noted.get(text));
            noted.put(text, number);
        }

        @Override
        public void close() {
            world.close();
        }
    }
}
