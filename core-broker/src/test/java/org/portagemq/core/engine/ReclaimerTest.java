// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.core.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.portagemq.core.api.GroupRules;
import org.portagemq.core.api.GroupSettings;
import org.portagemq.core.api.MessageId;
import org.portagemq.core.api.PendingMessage;
import org.portagemq.core.api.PendingPage;
import org.portagemq.core.api.Publisher;
import org.portagemq.core.engine.TestClient.Inbox;

/** Space is given back while messages move from where the pass over all groups has not looked yet to where it has. */
class ReclaimerTest {

    private static final int ROUNDS = 20;

    private final SimulatedWorld world = SimulatedWorld.open(
            9,
            Map.of(
                    "store.index-memory", "16KiB",
                    "store.snapshot-bytes", "1GiB",
                    "store.snapshot-interval", "1m"));
    private TestClient client = new TestClient(world);

    @AfterEach
    void close() {
        world.close();
    }

    private void publish(String group, int count, int bytes) {
        client.call(s -> {
            Publisher publisher = s.publisher("", client.outcomes());
            for (int i = 0; i < count; i++) {
                publisher.publish(TestClient.message(group, "x".repeat(bytes), true), Publisher.NO_TOKEN);
            }
        });
        world.settle();
    }

    /** A pass looks at the groups in this order, and reads the index of the second one from disk. */
    private void declare() {
        client.declareGroup("first");
        client.declareGroup("long");
        client.declareGroup(
                new GroupSettings("last", true, false, false, Map.of(), GroupRules.NONE.withDeadLetter("", "first")));
        client.declareGroup("flow");
        publish("long", 2_000, 1);
    }

    /** Much that is consumed at once, after each message that stays. */
    private void flow() {
        publish("flow", 100, 900);
        client.drain("flow");
    }

    /** Calls this in the middle of a pass, and lets the pass and all that follows from it go on. */
    private void inThePass(Runnable call) {
        boolean[] called = {false};
        world.files().onRead("index/", () -> {
            called[0] = true;
            call.run();
        });
        long before = world.broker().status().gauges().get("log_bytes");
        for (int minute = 0; minute < 8; minute++) {
            // So that there is something for the next snapshot.
            publish("flow", 1, 1);
            world.advance(Duration.ofMinutes(1));
        }
        assertTrue(called[0], "no pass has read the index");
        long after = world.broker().status().gauges().get("log_bytes");
        assertTrue(after < before / 2, () -> "of " + before + " bytes of log " + after + " are left");
        world.powerCut();
        world.start();
        client = new TestClient(world);
    }

    private static List<String> texts() {
        return IntStream.range(0, ROUNDS).mapToObj(i -> "kept-" + i).toList();
    }

    @Test
    void whatMovesBehindThePassIsKept() {
        declare();
        for (String text : texts()) {
            client.publish("", "last", text);
            flow();
        }
        Inbox inbox = client.subscribe("last", ROUNDS).await(ROUNDS);
        inThePass(() -> IntStream.range(0, ROUNDS).forEach(inbox::reject));
        assertEquals(Set.copyOf(texts()), Set.copyOf(client.drain("first")));
        assertEquals(List.of(), client.drain("last"));
    }

    @Test
    void whatBecomesVisibleBehindThePassIsKept() {
        declare();
        for (String text : texts()) {
            client.confirmed(
                    client.send("", TestClient.message("first", text, true).deliverAt(world.wallMs() + 86_400_000)));
            flow();
        }
        PendingPage page =
                client.ask((s, answer) -> s.admin().listPending(Optional.empty(), Optional.empty(), ROUNDS, answer));
        List<MessageId> waiting = page.messages().stream()
                .map(PendingMessage::message)
                .map(message -> message.id())
                .toList();
        inThePass(() -> waiting.forEach(
                id -> client.call(s -> s.admin().hastenPending(id, new TestClient.Ignored<Boolean>()))));
        assertEquals(ROUNDS, client.drain("first").size());
    }
}
