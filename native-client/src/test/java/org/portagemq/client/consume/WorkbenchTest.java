// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.client.consume;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
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
    private int most;

    private Workbench bench(int concurrency) {
        bench = new Workbench(
                tasks::add,
                concurrency,
                Lots.SINGLE,
                lot -> begun.add(lot.get(0).message().text()),
                work -> work.message().orderingKey().orElse(null));
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

    /** While one is worked on, the other tasks that are there run. */
    private Workbench overlapping(int concurrency) {
        bench = new Workbench(
                tasks::add,
                concurrency,
                Lots.SINGLE,
                lot -> {
                    begun.add(lot.get(0).message().text());
                    most = Math.max(most, bench.running());
                    if (!tasks.isEmpty()) {
                        tasks.poll().run();
                    }
                },
                work -> null);
        return bench;
    }

    @Test
    void asManyAreWorkedOnAsMayAndNoMore() {
        overlapping(2).add(List.of(work(null, "a"), work(null, "b"), work(null, "c"), work(null, "d")));
        runAll();
        assertEquals(2, most);
        assertEquals(List.of("a", "b", "c", "d"), begun);
        assertEquals(4, bench.held());
        assertEquals(0, bench.running());
        bench.concurrency(3);
        bench.add(List.of(work(null, "e"), work(null, "f"), work(null, "g"), work(null, "h")));
        runAll();
        assertEquals(3, most);
    }

    @Test
    void aTaskGoesOnToTheNextMessageAndGivesWayAfterMany() {
        bench(1).add(Collections.nCopies(100, "a").stream()
                .map(text -> work(null, text))
                .toList());
        tasks.poll().run();
        assertEquals(64, begun.size());
        assertEquals(1, tasks.size());
        runAll();
        assertEquals(100, begun.size());
    }

    @Test
    void oneThatIsTakenAwayWhileItWaitsIsNotWorkedOn() {
        Work away = work(null, "b");
        bench(1).add(List.of(work(null, "a"), away));
        bench.done(away);
        runAll();
        assertEquals(List.of("a"), begun);
        assertEquals(1, bench.held());
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
        assertEquals(2, bench.waiting().size());
        runAll();
        assertTrue(idle.isDone());
        assertEquals(List.of(), begun);
    }

    @Test
    void aStoppedBenchIsIdleWhenWhatIsWorkedOnHasEnded() {
        List<Boolean> idle = new ArrayList<>();
        bench = new Workbench(
                tasks::add, 1, Lots.SINGLE, lot -> idle.add(bench.stop().isDone()), work -> null);
        bench.add(List.of(work(null, "a"), work(null, "b")));
        runAll();
        assertEquals(List.of(false), idle);
        assertTrue(bench.stop().isDone());
        assertEquals(1, bench.waiting().size());
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

    // Several at once.

    private final List<Runnable> timers = new ArrayList<>();
    private final List<List<String>> lots = new ArrayList<>();

    private Workbench gathering(int together, Duration linger) {
        bench = new Workbench(
                tasks::add,
                1,
                new Lots(together, linger, (delay, task) -> timers.add(task)),
                lot -> lots.add(lot.stream().map(work -> work.message().text()).toList()),
                work -> work.message().orderingKey().orElse(null));
        return bench;
    }

    @Test
    void enoughForALotAreWorkedOnTogetherAtOnceAndTheOthersWait() {
        Workbench gathering = gathering(2, Duration.ofHours(1));
        gathering.add(List.of(work(null, "a"), work(null, "b"), work(null, "c")));
        runAll();
        assertEquals(List.of(List.of("a", "b")), lots);
        assertEquals(1, timers.size());
        gathering.add(List.of(work(null, "d")));
        runAll();
        assertEquals(List.of(List.of("a", "b"), List.of("c", "d")), lots);
    }

    @Test
    void tooFewAreWorkedOnWhenTheyHaveWaitedLongEnough() {
        Workbench gathering = gathering(10, Duration.ofNanos(1));
        gathering.add(List.of(work(null, "a")));
        timers.forEach(Runnable::run);
        runAll();
        assertEquals(List.of(List.of("a")), lots);
    }

    @Test
    void whoLooksTooEarlyLooksAgain() {
        Workbench gathering = gathering(10, Duration.ofHours(1));
        gathering.add(List.of(work(null, "a")));
        gathering.add(List.of(work(null, "b")));
        assertEquals(1, timers.size());
        timers.remove(0).run();
        runAll();
        assertEquals(List.of(), lots);
        assertEquals(1, timers.size());
    }

    @Test
    void aLotHasOneMessageOfEachKey() {
        Workbench gathering = gathering(3, Duration.ZERO);
        List<Work> all = List.of(work("x", "x1"), work("x", "x2"), work("y", "y1"));
        gathering.add(all);
        runAll();
        assertEquals(List.of(List.of("x1", "y1")), lots);
        gathering.done(all.get(0));
        runAll();
        assertEquals(List.of(List.of("x1", "y1"), List.of("x2")), lots);
    }
}
