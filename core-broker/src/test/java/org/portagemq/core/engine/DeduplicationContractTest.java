// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.core.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.portagemq.core.api.BrokerException;
import org.portagemq.core.api.Deduplication;
import org.portagemq.core.api.ErrorCode;
import org.portagemq.core.api.Message;
import org.portagemq.core.api.TopicKind;

/** The rules of messages that are sent again with their key. */
abstract class DeduplicationContractTest {

    private World world;
    private TestClient client;

    abstract World open(Map<String, String> settings) throws Exception;

    @BeforeEach
    void begin() throws Exception {
        world = open(Map.of("deduplication.window", "2s", "deduplication.keys", "100"));
        client = new TestClient(world);
        client.declareGroup("q");
    }

    @AfterEach
    void end() {
        world.close();
    }

    private static Message message(String text, Deduplication by) {
        return TestClient.message("q", text, true).deduplicated(by);
    }

    private void send(String text, Deduplication by) {
        client.confirmed(client.send("", message(text, by)));
    }

    @Test
    void aMessageThatIsSentAgainIsConfirmedAndNotStoredAgain() {
        send("first", Deduplication.byKey("k"));
        send("again", Deduplication.byKey("k"));
        assertEquals(1, client.outcomes().duplicates().size());
        assertEquals(
                client.subscribe("q", 9).await(1).get(0).message().id(),
                client.outcomes().duplicates().get(0));
        assertEquals(1, client.describeGroup("q").inFlight());
    }

    @Test
    void withoutAKeyNothingIsTheSame() {
        send("x", null);
        send("x", null);
        assertEquals(List.of("x", "x"), client.drain("q"));
    }

    @Test
    void keysOfTwoTopicsAreTwo() {
        client.declareTopic("t", TopicKind.FANOUT);
        client.bind("t", "q", "");
        send("x", Deduplication.byKey("k"));
        client.confirmed(client.send("t", message("y", Deduplication.byKey("k"))));
        assertEquals(List.of("x", "y"), client.drain("q"));
    }

    @Test
    void keysOfAPublisherAreItsOwnInAllTopics() {
        client.declareTopic("t", TopicKind.FANOUT);
        client.bind("t", "q", "");
        send("x", new Deduplication("p1", "k"));
        send("y", new Deduplication("p2", "k"));
        client.confirmed(client.send("t", message("z", new Deduplication("p1", "k"))));
        assertEquals(List.of("x", "y"), client.drain("q"));
    }

    @Test
    void numbersOfAPublisherAreItsOwnInAllTopics() {
        client.declareTopic("t", TopicKind.FANOUT);
        client.bind("t", "q", "");
        send("a", Deduplication.numbered("p1", 1));
        send("b", Deduplication.numbered("p1", 2));
        send("c", Deduplication.numbered("p2", 1));
        send("key", new Deduplication("p1", "1"));
        send("again", Deduplication.numbered("p1", 2));
        client.confirmed(client.send("t", message("elsewhere", Deduplication.numbered("p2", 1))));
        assertEquals(List.of("a", "b", "c", "key"), client.drain("q"));
    }

    @Test
    void numbersAreKnownAfterARestart() {
        for (int number = 1; number <= 50; number++) {
            send("m" + number, Deduplication.numbered("p", number));
        }
        world.restart();
        client = new TestClient(world);
        for (int number = 50; number >= 1; number--) {
            send("again", Deduplication.numbered("p", number));
        }
        assertEquals(50, client.describeGroup("q").ready());
    }

    @Test
    void onlyAPublisherThatSaysWhoItIsCanNumberItsMessagesFromOne() {
        assertEquals(
                ErrorCode.INVALID,
                assertThrows(BrokerException.class, () -> Deduplication.numbered("", 1))
                        .code());
        assertThrows(BrokerException.class, () -> Deduplication.numbered("p", 0));
        assertThrows(BrokerException.class, () -> Deduplication.numbered("p", -1));
        assertThrows(BrokerException.class, () -> new Deduplication("p", "k", 1));
    }

    @Test
    void keysAreKnownAfterARestart() {
        send("first", Deduplication.byKey("k"));
        world.restart();
        client = new TestClient(world);
        send("again", Deduplication.byKey("k"));
        world.restart();
        client = new TestClient(world);
        assertEquals(List.of("first"), client.drain("q"));
    }

    @Test
    void afterTheWindowAKeyIsNew() {
        send("first", Deduplication.byKey("k"));
        world.advance(Duration.ofMillis(2_100));
        send("second", Deduplication.byKey("k"));
        assertEquals(List.of("first", "second"), client.drain("q"));
    }

    @Test
    void theOldestKeysAreForgottenWhenThereAreTooMany() {
        for (int i = 0; i <= 100; i++) {
            send("m" + i, Deduplication.byKey("k" + i));
        }
        send("late", Deduplication.byKey("k100"));
        send("new", Deduplication.byKey("k0"));
        assertEquals(102, client.describeGroup("q").ready());
    }

    @Test
    void aMessageThatWaitsForItsTimeIsStoredOnce() {
        Message later = message("x", Deduplication.byKey("k")).deliverAt(world.wallMs() + 300);
        client.confirmed(client.send("", later));
        client.confirmed(client.send("", later));
        client.subscribe("q", 9).await(1);
        world.advance(Duration.ofMillis(500));
        assertEquals(1, client.describeGroup("q").inFlight());
    }

    @Test
    void aMessageThatNobodyWantedMayBeSentAgain() {
        Message lost = TestClient.message("nobody", "x", true).deduplicated(Deduplication.byKey("k"));
        client.confirmed(client.send("", lost));
        client.declareGroup("nobody");
        client.confirmed(client.send("", lost));
        assertEquals(List.of("x"), client.drain("nobody"));
    }

    @Test
    void aKeyInATransactionIsRefused() {
        long token = client.send("", message("x", Deduplication.byKey("k")), client.begin());
        assertEquals(
                ErrorCode.NOT_SUPPORTED,
                assertThrows(BrokerException.class, () -> client.confirmed(token))
                        .code());
    }
}
