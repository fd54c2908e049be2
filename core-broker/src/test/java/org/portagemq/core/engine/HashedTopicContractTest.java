// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.core.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.portagemq.core.api.Binding;
import org.portagemq.core.api.BrokerException;
import org.portagemq.core.api.ErrorCode;
import org.portagemq.core.api.TopicKind;

/** The rules of topics that share their messages out by a hash. */
abstract class HashedTopicContractTest {

    private static final int KEYS = 1_000;

    private World world;
    private TestClient client;

    abstract World open() throws Exception;

    @BeforeEach
    void begin() throws Exception {
        world = open();
        client = new TestClient(world);
        client.declareTopic("t", TopicKind.HASHED);
    }

    @AfterEach
    void end() {
        world.close();
    }

    private void bind(String group, String weight) {
        client.declareGroup(group);
        client.bind("t", group, weight);
    }

    private void publishAll() {
        long last = 0;
        for (int key = 0; key < KEYS; key++) {
            last = client.send("t", TestClient.message("key-" + key, Integer.toString(key), true));
        }
        client.confirmed(last);
    }

    /** Which keys each group got. */
    private Map<String, Set<String>> shares(String... groups) {
        Map<String, Set<String>> shares = new TreeMap<>();
        for (String group : groups) {
            shares.put(group, new HashSet<>(client.drain(group)));
        }
        return shares;
    }

    @Test
    void eachMessageGoesToOneAndMessagesOfAKeyToTheSame() {
        bind("a", "1");
        bind("b", "1");
        publishAll();
        Map<String, Set<String>> first = shares("a", "b");
        assertEquals(KEYS, first.get("a").size() + first.get("b").size());
        publishAll();
        assertEquals(first, shares("a", "b"));
    }

    @Test
    void sharesFollowTheWeights() {
        bind("one", "1");
        bind("three", "3");
        publishAll();
        int share = shares("one", "three").get("three").size();
        assertTrue(share > 690 && share < 810, "three quarters are " + share);
    }

    @Test
    void aNewBindingTakesItsShareAndMovesNothingElse() {
        bind("a", "1");
        bind("b", "1");
        publishAll();
        Map<String, Set<String>> before = shares("a", "b");
        bind("c", "1");
        publishAll();
        Map<String, Set<String>> after = shares("a", "b", "c");
        assertTrue(before.get("a").containsAll(after.get("a")), "a gets nothing that b had");
        assertTrue(before.get("b").containsAll(after.get("b")), "b gets nothing that a had");
        assertTrue(
                after.get("c").size() > 230 && after.get("c").size() < 440,
                "c has " + after.get("c").size());
    }

    @Test
    void whatABindingHadIsSharedByTheOthersWhenItGoes() {
        for (String group : List.of("a", "b", "c")) {
            bind(group, "1");
        }
        publishAll();
        Map<String, Set<String>> before = shares("a", "b", "c");
        client.<Void>ask((s, answer) -> s.admin().unbind(Binding.toGroup("t", "c", "1"), answer));
        publishAll();
        Map<String, Set<String>> after = shares("a", "b");
        assertTrue(after.get("a").containsAll(before.get("a")), "a keeps what it had");
        assertEquals(KEYS, after.get("a").size() + after.get("b").size());
    }

    @Test
    void theShareIsTheSameAfterARestart() {
        bind("a", "2");
        bind("b", "1");
        publishAll();
        Map<String, Set<String>> before = shares("a", "b");
        world.restart();
        client = new TestClient(world);
        publishAll();
        assertEquals(before, shares("a", "b"));
    }

    @Test
    void aWeightIsAWholeNumberFromOne() {
        client.declareGroup("a");
        for (String weight : List.of("", "0", "-1", "many", "1.5", "1000001")) {
            BrokerException refusal = assertThrows(BrokerException.class, () -> client.bind("t", "a", weight), weight);
            assertEquals(ErrorCode.INVALID, refusal.code());
        }
    }

    @Test
    void withoutBindingsAMessageReachesNobody() {
        long token = client.send("t", TestClient.message("k", "x", true));
        client.confirmed(token);
        assertEquals(List.of(token), client.outcomes().unrouted());
    }
}
