// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.client.consume;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class GatheringTest {

    private final List<List<String>> sent = new ArrayList<>();
    private final ArrayDeque<Runnable> underway = new ArrayDeque<>();
    private final Gathering<String> gathering = new Gathering<>(3, (together, afterwards) -> {
        sent.add(List.copyOf(together));
        underway.add(afterwards);
    });

    private void add(String... all) {
        List.of(all).forEach(gathering::add);
    }

    @Test
    void theFirstIsSentAtOnceAndTheOthersTogetherWhenItIsDone() {
        add("a", "b", "c");
        assertEquals(List.of(List.of("a")), sent);
        underway.remove().run();
        assertEquals(List.of(List.of("a"), List.of("b", "c")), sent);
    }

    @Test
    void noMoreThanMayAreSentTogetherInTheirOrder() {
        add("a", "b", "c", "d", "e");
        underway.remove().run();
        underway.remove().run();
        assertEquals(List.of(List.of("a"), List.of("b", "c", "d"), List.of("e")), sent);
    }

    @Test
    void oneThatComesWhenNothingIsUnderwayIsSentAtOnce() {
        add("a");
        underway.remove().run();
        add("b");
        assertEquals(List.of(List.of("a"), List.of("b")), sent);
        assertEquals(1, underway.size());
    }
}
