// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.core.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.portagemq.core.api.Filter;
import org.portagemq.core.api.Message;
import org.portagemq.core.api.Payload;
import org.portagemq.core.api.SubscribeRequest;
import org.portagemq.core.api.Subscription;
import org.portagemq.core.engine.TestClient.Inbox;

/** Selective consumers over a backlog that has long left memory, with its index. */
class ColdFilterTest {

    private static final int COUNT = 4_000;

    private SimulatedWorld world;
    private TestClient client;

    @BeforeEach
    void fill() {
        world = SimulatedWorld.open(62, Map.of("store.index-memory", "16KiB", "store.read-ahead", "64KiB"));
        client = new TestClient(world);
        client.declareGroup("q");
        long last = 0;
        for (int i = 0; i < COUNT; i++) {
            Payload header = Payload.utf8("rest=" + i % 100);
            Payload body = Payload.utf8(i + " ".repeat(200));
            last = client.send("", Message.of("q", true, TestFormat.INSTANCE, header, body));
        }
        client.confirmed(last);
    }

    @AfterEach
    void end() {
        world.close();
    }

    private Inbox select(int rest, int credit) {
        return client.subscribe(
                new SubscribeRequest("q", false, false, credit).filtered(Filter.selector("rest = " + rest)));
    }

    private static List<String> trimmed(Inbox inbox) {
        return inbox.bodies().stream().map(String::strip).toList();
    }

    @Test
    void eachGetsWhatItWantsInOrderAndNothingIsReadTwice() {
        List<Inbox> inboxes = new ArrayList<>();
        for (int rest : List.of(7, 42, 99)) {
            inboxes.add(select(rest, 1));
        }
        for (int i = 0; i < 3; i++) {
            Inbox inbox = inboxes.get(i);
            for (int n = 1; n <= COUNT / 100; n++) {
                inbox.await(n);
                inbox.credit(1);
            }
            world.settle();
            assertEquals(ContractChapter.numbers(List.of(7, 42, 99).get(i), COUNT, 100), trimmed(inbox));
        }
        long looked = world.broker().status().counters().get("messages_selected_from");
        assertTrue(looked <= 3 * COUNT, "looked at " + looked);
        Map<String, Long> gauges = world.broker().status().gauges();
        assertTrue(gauges.get("read_ahead_bytes") <= 64 << 10, gauges.toString());
    }

    @Test
    void thoseWhoLookForDifferentMessagesTogetherShareWhatIsRead() {
        long before = world.broker().status().counters().get("cold_reads");
        List<Inbox> inboxes = new ArrayList<>();
        client.call(s -> {
            for (int rest : List.of(7, 42, 99)) {
                Inbox inbox = client.new Inbox();
                inboxes.add(inbox);
                s.subscribe(
                        new SubscribeRequest("q", false, false, Subscription.UNLIMITED)
                                .filtered(Filter.selector("rest = " + rest)),
                        inbox);
            }
        });
        inboxes.forEach(inbox -> inbox.await(COUNT / 100));
        for (int i = 0; i < 3; i++) {
            assertEquals(ContractChapter.numbers(List.of(7, 42, 99).get(i), COUNT, 100), trimmed(inboxes.get(i)));
        }
        long read = world.broker().status().counters().get("cold_reads") - before;
        assertTrue(read < 2 * COUNT, () -> read + " messages were read for a backlog of " + COUNT);
    }

    @Test
    void theOthersAreStillThereInOrder() {
        Inbox selective = select(50, Subscription.UNLIMITED).await(COUNT / 100);
        selective.ackAll();
        List<String> expected = new ArrayList<>(ContractChapter.numbers(0, COUNT, 1));
        expected.removeIf(number -> Integer.parseInt(number) % 100 == 50);
        Inbox all = client.subscribe("q", COUNT).await(COUNT - COUNT / 100);
        assertEquals(expected, trimmed(all));
        assertEquals(0, client.describeGroup("q").ready());
    }

    @Test
    void whatIsGivenBackMeanwhileIsFound() {
        Inbox first = client.subscribe("q", 300).await(300);
        Inbox selective = select(5, Subscription.UNLIMITED).await(COUNT / 100 - 3);
        first.close();
        selective.await(COUNT / 100);
        List<String> got = trimmed(selective);
        assertEquals(List.of("5", "105", "205"), got.subList(got.size() - 3, got.size()));
        selective.close();
        assertEquals(COUNT, client.describeGroup("q").ready());
        assertEquals(0, world.broker().status().gauges().get("read_ahead_bytes"));
    }

    @Test
    void aGroupThatIsDeletedMeanwhileIsNotSearchedOn() {
        Inbox selective = select(5, 1).await(1);
        selective.credit(100);
        client.<Long>ask((s, answer) -> s.admin().deleteGroup("q", false, false, answer));
        world.settle();
        assertTrue(selective.ended() != null);
        assertEquals(0, world.broker().status().gauges().get("read_ahead_bytes"));
    }
}
