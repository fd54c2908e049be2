// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.core.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.portagemq.core.api.Binding;
import org.portagemq.core.api.BrowsePage;
import org.portagemq.core.api.FlushPolicy;
import org.portagemq.core.api.GroupInfo;
import org.portagemq.core.api.GroupSettings;
import org.portagemq.core.api.Message;
import org.portagemq.core.api.MessageFormat;
import org.portagemq.core.api.NamespaceSettings;
import org.portagemq.core.api.Payload;
import org.portagemq.core.api.PolicySettings;
import org.portagemq.core.api.Publisher;
import org.portagemq.core.api.Release;
import org.portagemq.core.api.Retention;
import org.portagemq.core.api.Session;
import org.portagemq.core.api.StoredMessage;
import org.portagemq.core.api.SubscribeRequest;
import org.portagemq.core.api.Subscription;
import org.portagemq.core.api.TopicKind;
import org.portagemq.core.api.TopicSettings;
import org.portagemq.core.engine.TestClient.Inbox;

/** What a broker knows again after it was stopped, killed, or lost its power. */
class RestartTest {

    private SimulatedWorld world = SimulatedWorld.open(7, Map.of("store.index-memory", "16KiB"));
    private TestClient client = new TestClient(world);

    private void restart() {
        world.restart();
        client = new TestClient(world);
    }

    private void powerCut() {
        world.powerCut();
        world.start();
        client = new TestClient(world);
    }

    private void kill() {
        world.kill();
        world.start();
        client = new TestClient(world);
    }

    /** Publishes without waiting for each; all are stored afterwards. */
    private void publish(String group, int from, int count, int bytes) {
        publish(group, from, count, bytes, true);
    }

    private void publish(String group, int from, int count, int bytes, boolean durable) {
        for (int i = from; i < from + count; i += 50) {
            int first = i;
            client.call(s -> {
                Publisher publisher = s.publisher("", client.outcomes());
                for (int k = first; k < Math.min(first + 50, from + count); k++) {
                    publisher.publish(TestClient.message(group, text(k, bytes), durable), Publisher.NO_TOKEN);
                }
            });
        }
        client.publish("", "nobody", "behind all others");
        world.advance(Duration.ofMillis(100));
    }

    private static String text(int number, int bytes) {
        return number + ":" + "x".repeat(bytes);
    }

    private static List<String> texts(int from, int count, int bytes) {
        return IntStream.range(from, from + count).mapToObj(i -> text(i, bytes)).toList();
    }

    private Object everythingDeclared() {
        return List.of(
                client.<List<TopicSettings>>ask((s, answer) -> s.admin().listTopics(answer)),
                client.<List<GroupInfo>>ask((s, answer) -> s.admin().listGroups(answer)),
                client.<List<Binding>>ask((s, answer) -> s.admin().listBindings(answer)),
                client.<List<PolicySettings>>ask((s, answer) -> s.admin().listPolicies(answer)),
                client.<List<NamespaceSettings>>ask((s, answer) -> s.admin().listNamespaces(answer)));
    }

    private void declareMuch() {
        Map<String, Object> arguments = Map.of("x-text", "ü", "x-number", 12L, "x-list", List.of(1L, "two", 3.5));
        client.declareTopic(new TopicSettings(
                "stream", TopicKind.STREAM, true, false, true, "rest", 3, new Retention(60_000, 1L << 40), arguments));
        client.declareTopic(
                new TopicSettings("rest", TopicKind.HEADERS, true, true, false, "", 0, Retention.FOREVER, Map.of()));
        client.declareGroup(new GroupSettings("q", true, false, true, arguments));
        client.declareGroup("deleted");
        client.bind(new Binding("rest", new Binding.Target.Group("q"), "key", arguments));
        client.bind(Binding.toTopic("stream", "rest", ""));
        client.bind("rest", "deleted", "");
        client.<Long>ask((s, answer) -> s.admin().deleteGroup("deleted", false, false, answer));
        client.<Void>ask((s, answer) -> s.admin()
                .putPolicy(
                        new PolicySettings("p", "^a", PolicySettings.AppliesTo.GROUPS, 3, Map.of("max-length", 10L)),
                        answer));
        client.<Void>ask(
                (s, answer) -> s.admin().putNamespace(new NamespaceSettings("other", FlushPolicy.ASYNC), answer));
    }

    @Test
    void whatIsDeclaredComesBackExactly() {
        declareMuch();
        Object before = everythingDeclared();
        powerCut();
        assertEquals(before, everythingDeclared(), "from the log");
        restart();
        assertEquals(before, everythingDeclared(), "from the snapshot");
    }

    @Test
    void whatIsNotDurableIsGone() {
        client.declareGroup(new GroupSettings("brief", false, false, false, Map.of()));
        client.declareGroup(new GroupSettings("mine", true, true, false, Map.of()));
        client.declareTopic(TopicSettings.of("t", TopicKind.FANOUT, false));
        kill();
        assertEquals(
                List.of(), client.<List<GroupInfo>>ask((s, answer) -> s.admin().listGroups(answer)));
        client.declareTopic("t", TopicKind.DIRECT);
    }

    @Test
    void aStartReadsWhatWasLoggedSinceTheLastSnapshotAndNotTheHistory() {
        client.declareGroup("q");
        long[] read = new long[2];
        for (int round = 0; round < 2; round++) {
            // The second history is ten times as long as the first.
            for (int i = 0; i < (round == 0 ? 2 : 20); i++) {
                publish("q", 0, 200, 1_000);
                assertEquals(200, client.drain("q").size());
                world.advance(Duration.ofSeconds(5));
            }
            long before = world.files().bytesRead();
            powerCut();
            read[round] = world.files().bytesRead() - before;
        }
        assertTrue(read[1] < read[0] + 512 * 1024, () -> "read " + read[0] + " bytes, then " + read[1]);
        assertTrue(read[1] < 2 << 20, () -> "read " + read[1] + " bytes");
    }

    @Test
    void oneLiveMessageInEachOfManySegmentsKeepsLittleMoreThanItself() {
        client.declareGroup("keep");
        client.declareGroup("flow");
        for (int i = 0; i < 60; i++) {
            publish("keep", i, 1, 500);
            publish("flow", 0, 100, 900);
            assertEquals(100, client.drain("flow").size());
        }
        world.advance(Duration.ofMinutes(5));
        long written = world.files().bytesWritten();
        assertTrue(written > 6 << 20, () -> "the test wrote only " + written + " bytes");
        long used = world.broker().status().gauges().get("log_bytes");
        assertTrue(used < 1_400_000, () -> "60 live messages of 500 bytes take " + used + " bytes of log");
        powerCut();
        assertEquals(texts(0, 60, 500), client.drain("keep"));
    }

    @Test
    void aBacklogFarLargerThanItsIndexMemoryIsDeliveredInOrderAfterARestart() {
        int count = 60_000;
        client.declareGroup("q");
        publish("q", 0, count, 1);
        powerCut();
        assertEquals(count, client.describeGroup("q").ready());
        long memory = world.broker().status().gauges().get("index_memory_bytes");
        assertTrue(memory <= 64 << 10, () -> "the index takes " + memory + " bytes of heap");
        List<String> got = new ArrayList<>();
        Inbox inbox = client.subscribe(new SubscribeRequest("q", false, true, Subscription.UNLIMITED));
        world.await("all of them", () -> inbox.deliveries().size() == count);
        inbox.deliveries().forEach(delivery -> got.add(TestClient.text(delivery)));
        assertEquals(texts(0, count, 1), got);
    }

    @Test
    void messagesAreFoundByTheirKeysAfterARestart() {
        client.declareGroup("q");
        Message message = new Message(
                List.of("q"),
                true,
                0,
                Message.NO_TTL,
                FlushPolicy.DEFAULT,
                List.of("order-7"),
                MessageFormat.PLAIN,
                Payload.EMPTY,
                Payload.utf8("seven"));
        client.confirmed(client.send("", message));
        for (Runnable stop : List.<Runnable>of(this::kill, this::powerCut, this::restart)) {
            stop.run();
            List<StoredMessage> found = client.ask((s, answer) -> s.find("", "order-7", 10, answer));
            assertEquals(1, found.size());
            assertEquals("seven", found.get(0).message().body().toUtf8());
        }
    }

    @Test
    void attemptsAndMarksOfRedeliverySurviveACrash() {
        client.declareGroup("q");
        client.publish("", "q", "a", "b");
        Inbox inbox = client.subscribe("q", 2).await(2);
        inbox.release(0, Release.COUNTED);
        inbox.credit(1);
        inbox.await(3).release(2, Release.COUNTED);
        world.advance(Duration.ofMillis(100));
        powerCut();
        client.publish("", "q", "new");
        Inbox after = client.subscribe("q", 10).await(3);
        assertEquals(List.of("a", "b", "new"), after.bodies());
        assertEquals(2, after.get(0).attempts());
        assertEquals(0, after.get(1).attempts());
        assertTrue(after.get(0).redelivered());
        assertTrue(after.get(1).redelivered());
        assertFalse(after.get(2).redelivered(), "it was never handed out before");
    }

    @Test
    void marksOfRedeliverySurviveTwoStopsInARow() {
        client.declareGroup("q");
        client.publish("", "q", "a");
        client.subscribe("q", 1).await(1);
        restart();
        restart();
        assertTrue(client.subscribe("q", 1).await(1).get(0).redelivered());
    }

    @Test
    void messagesThatAreNotDurableAreGoneAndTheirPlacesAreKept() {
        client.declareGroup("q");
        publish("q", 0, 300, 10, false);
        client.publish("", "q", "kept");
        BrowsePage before = client.ask((s, answer) -> s.browse("q", 300, 10, answer));
        for (Runnable stop : List.<Runnable>of(this::powerCut, this::restart)) {
            stop.run();
            GroupInfo info = client.describeGroup("q");
            assertEquals(1, info.ready());
            BrowsePage page = client.ask((s, answer) -> s.browse("q", 0, 10, answer));
            assertEquals(before.entries(), page.entries());
        }
    }

    @Test
    void aDamagedNewestSnapshotFallsBackToTheOneBefore() throws IOException {
        client.declareGroup("q");
        for (int i = 0; i < 10; i++) {
            publish("q", i * 100, 100, 900);
            world.advance(Duration.ofSeconds(1));
        }
        restart();
        Inbox inbox =
                client.subscribe(new SubscribeRequest("q", false, false, 400)).await(400);
        inbox.ackAll();
        publish("q", 1_000, 300, 900);
        world.restart();
        world.broker().close();
        world.files().kill();
        List<String> snapshots = world.files().list("snapshot");
        assertEquals(2, snapshots.size());
        world.files().flip("snapshot/" + snapshots.get(1), 200);
        world.startOrFail();
        client = new TestClient(world);
        assertEquals(900, client.describeGroup("q").ready());
        assertEquals(texts(400, 900, 900), client.drain("q"));
        assertTrue(world.files().list("snapshot").contains(snapshots.get(1) + ".damaged"));
    }

    @Test
    void bytesAddUpAfterAPurgeBesideMessagesThatAreNotDurable() {
        client.declareGroup("q");
        client.confirmed(client.send("", TestClient.message("q", "brief", false)));
        client.publish("", "q", "out", "ready");
        Inbox inbox = client.subscribe("q", 2).await(2);
        inbox.release(0, Release.UNCOUNTED);
        assertEquals(2L, client.<Long>ask((s, answer) -> s.admin().purgeGroup("q", answer)));
        long bytes = client.describeGroup("q").bytes();
        powerCut();
        assertEquals(bytes, client.describeGroup("q").bytes());
        assertEquals(List.of("out"), client.drain("q"));
        assertEquals(0, client.describeGroup("q").bytes());
    }

    @Test
    void aSessionOfANamespaceThatIsGoneCannotDeclareWhatNoStartUnderstands() {
        client.<Void>ask(
                (s, answer) -> s.admin().putNamespace(new NamespaceSettings("brief", FlushPolicy.DEFAULT), answer));
        TestClient other = new TestClient(world, "guest", "brief");
        client.<Void>ask((s, answer) -> s.admin().deleteNamespace("brief", answer));
        other.call(s -> s.admin().declareGroup(GroupSettings.durable("lost"), new IgnoredAnswer<>()));
        world.settle();
        assertEquals(List.of("closed: namespace 'brief' was deleted"), other.notes());
        kill();
        client.declareGroup("q");
    }

    /** The session is gone: nobody hears an answer. */
    private static final class IgnoredAnswer<T> implements org.portagemq.core.api.Answer<T> {
        @Override
        public void done(T value) {
            throw new AssertionError("a session that is closed was answered");
        }

        @Override
        public void failed(org.portagemq.core.api.BrokerException reason) {
            throw new AssertionError("a session that is closed was answered", reason);
        }
    }

    @Test
    void aStreamReaderSeesNoOffsetThatAPowerCutTakesBack() {
        client.declareTopic("s", TopicKind.STREAM);
        client.confirmed(client.send("s", TestClient.message("k", "brief", false)));
        client.publish("s", "k", "kept");
        client.<BrowsePage>ask((s, answer) -> s.read("s", 0, 0, 10, answer));
        world.advance(Duration.ofMillis(100));
        BrowsePage page = client.ask((s, answer) -> s.read("s", 0, 0, 10, answer));
        assertEquals(2, page.entries().size());
        client.call(s -> s.publisher("s", client.outcomes())
                .publish(TestClient.message("k", "unsynced", true), Publisher.NO_TOKEN));
        Session session = client.session();
        assertEquals("/", session.namespace());
        powerCut();
        client.publish("s", "k", "later");
        client.<BrowsePage>ask((s, answer) -> s.read("s", 0, 0, 10, answer));
        world.advance(Duration.ofMillis(100));
        BrowsePage after = client.ask((s, answer) -> s.read("s", 0, 0, 10, answer));
        assertEquals(page.entries().get(1), after.entries().get(0));
        assertTrue(after.entries().get(1).offset() >= page.end());
    }
}
