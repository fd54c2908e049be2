// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.core.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.portagemq.core.api.Filter;
import org.portagemq.core.api.GroupRules;
import org.portagemq.core.api.GroupSettings;
import org.portagemq.core.api.OrderingKey;
import org.portagemq.core.api.Retention;
import org.portagemq.core.api.StreamSource;
import org.portagemq.core.api.StreamStart;
import org.portagemq.core.api.SubscribeRequest;
import org.portagemq.core.api.TopicKind;
import org.portagemq.core.api.TopicSettings;
import org.portagemq.core.engine.TestClient.Inbox;

/** When a subscription hears that nothing more is there for it. */
class IdlenessContractTest {

    abstract static class Rules extends ContractChapter {

        private void fill(String group, int count) {
            client.declareGroup(group);
            for (int i = 0; i < count; i++) {
                put(group, "n=" + i, String.valueOf(i));
            }
        }

        @Test
        void itIsAnsweredBehindAllThatTheGroupHolds() {
            fill("q", 700);
            Inbox inbox = client.subscribe("q", 1_000);
            assertEquals(numbers(0, 700, 1), inbox.whenIdle());
            assertEquals(numbers(0, 700, 1), inbox.whenIdle());
            put("q", "n=1", "more");
            assertEquals("more", inbox.whenIdle().get(700));
        }

        @Test
        void itIsAnsweredAtOnceWhereNothingCanCome() {
            fill("q", 3);
            Inbox inbox = client.subscribe("q", 2);
            assertEquals(List.of("0", "1"), inbox.whenIdle());
            assertEquals(List.of(), client.subscribe("q", 0).whenIdle());
            inbox.cancel();
            inbox.credit(5);
            assertEquals(List.of("0", "1"), inbox.whenIdle());
            client.declareGroup("empty");
            assertEquals(List.of(), client.subscribe("empty", 5).whenIdle());
        }

        @Test
        void whatLiesOnDiskIsReadFirst() {
            fill("q", 300);
            restart();
            assertEquals(numbers(0, 300, 1), client.subscribe("q", 500).whenIdle());
        }

        @Test
        void aChooserHasLookedAtEverything() {
            fill("q", 900);
            Inbox inbox = client.subscribe(
                    new SubscribeRequest("q", false, false, 50).filtered(Filter.selector("n = 899 OR n = 3")));
            assertEquals(List.of("3", "899"), inbox.whenIdle());
            assertEquals(
                    List.of(),
                    client.subscribe(new SubscribeRequest("q", false, false, 50).filtered(Filter.selector("n > 5000")))
                            .whenIdle());
        }

        @Test
        void whatHasExpiredIsNotThere() {
            client.declareGroup(new GroupSettings("q", true, false, false, Map.of(), GroupRules.NONE.withTtlMs(500)));
            put("q", "n=1", "old");
            world.advance(Duration.ofSeconds(1));
            put("q", "n=2", "new");
            assertEquals(List.of("new"), client.subscribe("q", 5).whenIdle());
        }

        @Test
        void keysOfAnotherConsumerAreNotForThisOne() {
            GroupRules ordered = new GroupRules.Builder().orderedByKey(true).build();
            client.declareGroup(new GroupSettings("q", true, false, false, Map.of(), ordered));
            for (String text : List.of("a1", "a2")) {
                client.confirmed(
                        client.send("", TestClient.message("q", text, true).orderedBy(new OrderingKey("a"))));
            }
            Inbox holder = client.subscribe("q", 1);
            assertEquals(List.of("a1"), holder.whenIdle());
            Inbox other = client.subscribe("q", 5);
            assertEquals(List.of(), other.whenIdle());
            client.confirmed(client.send("", TestClient.message("q", "b1", true).orderedBy(new OrderingKey("b"))));
            assertEquals(List.of("b1"), other.whenIdle());
        }

        @Test
        void allPartitionsOfAStreamAreRead() {
            client.declareTopic(
                    new TopicSettings("s", TopicKind.STREAM, true, false, false, "", 3, Retention.FOREVER, Map.of()));
            for (int i = 0; i < 9; i++) {
                client.confirmed(
                        client.send("s", message("", "", String.valueOf(i)).orderedBy(new OrderingKey("k" + i))));
            }
            Inbox inbox = client.subscribe(
                    SubscribeRequest.ofStream(StreamSource.wholeReader("s", StreamStart.FIRST), false, 50));
            assertEquals(9, inbox.whenIdle().size());
        }

        @Test
        void aGroupThatIsDeletedHoldsNothing() {
            fill("q", 1);
            Inbox inbox = client.subscribe("q", 5);
            assertEquals(List.of("0"), inbox.whenIdle());
            client.<Long>ask((s, answer) -> s.admin().deleteGroup("q", false, false, answer));
            assertEquals(List.of("0"), inbox.whenIdle());
        }
    }

    @Nested
    class Simulated extends Rules {
        @Override
        World open() {
            return SimulatedWorld.open(77, Map.of("store.segment-bytes", "1MiB", "store.ring-bytes", "1MiB"));
        }
    }

    @Nested
    class Embedded extends Rules {
        @TempDir
        private Path data;

        @Override
        World open() {
            return RealWorld.open(data);
        }
    }
}
