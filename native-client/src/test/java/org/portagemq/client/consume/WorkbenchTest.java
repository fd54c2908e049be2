// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.client.consume;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.portagemq.client.message.Message;
import org.portagemq.client.message.QueueRef;
import org.portagemq.client.message.ReceivedMessage;

class WorkbenchTest {

    private final ArrayDeque<Runnable> tasks = new ArrayDeque<>();
    private final List<String> begun = new ArrayList<>();
    private Workbench bench;

    private Workbench bench(int concurrency) {
        bench = new Workbench(
                tasks::add, concurrency, work -> begun.add(work.message().text()), work -> work.message()
                        .orderingKey()
                        .orElse(null));
        return bench;
    }

    private Work work(String key, String text) {
        Message.Builder message = Message.to("T").text(text);
        if (key != null) {
            message.orderingKey(key);
        }
        ReceivedMessage.Place place =
                new ReceivedMessage.Place(new QueueRef("T", "b", 0), 0, 0, "", Instant.EPOCH, "", Instant.EPOCH);
        return new Work(
                bench,
                new ReceivedMessage(
                        text,
                        message.build(),
                        place,
                        ReceivedMessage.Delivery.NONE,
                        ReceivedMessage.Encoding.NONE,
                        Map.of()));
    }

    private void runAll() {
        while (!tasks.isEmpty()) {
            tasks.poll().run();
        }
    }

    @Test
    void noMoreRunsThanMay() {
        bench(2).add(List.of(work(null, "a"), work(null, "b"), work(null, "c")));
        assertEquals(2, tasks.size());
        assertEquals(2, bench.running());
        bench.concurrency(3);
        assertEquals(3, tasks.size());
        runAll();
        assertEquals(List.of("a", "b", "c"), begun);
        assertEquals(3, bench.held());
    }

    @Test
    void theNextOfAKeyWaitsUntilTheOneBeforeItIsDone() {
        bench(5);
        Work first = work("k", "a");
        bench.add(List.of(first, work("k", "b"), work("other", "c")));
        runAll();
        assertEquals(List.of("a", "c"), begun);
        bench.again(first);
        runAll();
        assertEquals(List.of("a", "c", "a"), begun);
        bench.done(first);
        runAll();
        assertEquals(List.of("a", "c", "a", "b"), begun);
    }

    @Test
    void aPausedOrStoppedBenchBeginsNothing() {
        bench(1).pause();
        bench.add(List.of(work(null, "a"), work(null, "b")));
        assertEquals(0, tasks.size());
        bench.resume();
        assertEquals(1, tasks.size());
        var idle = bench.stop();
        assertEquals(1, bench.waiting().size());
        assertTrue(!idle.isDone());
        runAll();
        assertTrue(idle.isDone());
        assertEquals(List.of("a"), begun);
    }

    @Test
    void oneThatWaitsInALaneIsTakenAwayWithoutOpeningIt() {
        bench(5);
        Work first = work("k", "a");
        Work second = work("k", "b");
        bench.add(List.of(first, second, work("k", "c")));
        bench.done(second);
        runAll();
        assertEquals(List.of("a"), begun);
        bench.done(first);
        runAll();
        assertEquals(List.of("a", "c"), begun);
    }
}
