// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.remoting.pop;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.portagemq.core.api.Answer;
import org.portagemq.core.api.BrokerException;
import org.portagemq.core.api.Release;
import org.portagemq.core.api.Subscription;
import org.portagemq.core.api.Transaction;

class HighestFirstTest {

    private final VirtualTimer timer = new VirtualTimer();
    private final List<Queue> queues = List.of(new Queue(0), new Queue(1), new Queue(2));
    private final List<Integer> came = new ArrayList<>();
    private final List<Long> again = new ArrayList<>();
    private final Set<Integer> closed = new HashSet<>();
    private final List<Leases.Lease> over = new ArrayList<>();
    private final Leases leases = new Leases(timer, timer::now, over::add);
    private final HighestFirst highest = new HighestFirst(List.copyOf(queues), timer, timer::now, new Asking());
    private int wanted;
    private int asked;

    private final class Asking implements HighestFirst.Group {
        @Override
        public int missing(int lowest) {
            return wanted - (int) came.stream().filter(queue -> queue >= lowest).count();
        }

        @Override
        public boolean isFree(int queue) {
            return !closed.contains(queue);
        }

        @Override
        public void comeAgain(Leases.Lease lease) {
            again.add(lease.offset());
            queues.get(lease.queue()).has++;
        }

        @Override
        public void asked() {
            asked++;
        }

        @Override
        public void failed(BrokerException reason) {
            throw reason;
        }
    }

    /** Gives what it has, or a part of it each time, when it is asked whether there is more. */
    private final class Queue implements Subscription {
        private final int number;
        private int has;
        private int atOnce = Integer.MAX_VALUE;
        private int credit;
        private Answer<Void> answer;

        Queue(int number) {
            this.number = number;
        }

        @Override
        public void credit(int newCredit) {
            credit = newCredit;
        }

        @Override
        public void whenIdle(Answer<Void> asking) {
            answer = asking;
        }

        /** What the broker does. */
        boolean serve() {
            if (answer == null) {
                return false;
            }
            int given = Math.min(atOnce, Math.min(credit, has));
            for (int i = 0; i < given; i++) {
                came.add(number);
            }
            has -= given;
            credit -= given;
            Answer<Void> idle = answer;
            answer = null;
            idle.done(null);
            return true;
        }

        @Override
        public void addCredit(int more) {
            throw new AssertionError();
        }

        @Override
        public void cancel() {
            throw new AssertionError();
        }

        @Override
        public void close(Release how) {
            throw new AssertionError();
        }

        @Override
        public void ack(long offset) {
            throw new AssertionError();
        }

        @Override
        public void ack(long offset, Transaction transaction) {
            throw new AssertionError();
        }

        @Override
        public void release(long offset, Release how, long delayMs) {
            throw new AssertionError();
        }

        @Override
        public void release(long offset, Release how, Transaction transaction) {
            throw new AssertionError();
        }

        @Override
        public void reject(long offset) {
            throw new AssertionError();
        }

        @Override
        public void reject(long offset, Transaction transaction) {
            throw new AssertionError();
        }
    }

    private void ask(int max) {
        came.clear();
        wanted = max;
        int before = asked;
        highest.ask();
        while (queues.stream().anyMatch(Queue::serve)) {
            assertTrue(highest.hasMoved());
        }
        assertEquals(before + 1, asked);
        assertFalse(highest.isAsking());
        queues.forEach(queue -> assertEquals(0, queue.credit, "left to queue " + queue.number));
    }

    private void have(int... counts) {
        for (int i = 0; i < counts.length; i++) {
            queues.get(i).has = counts[i];
        }
    }

    /** A message of the queue whose time is over. */
    private Leases.Lease lease(int queue, long offset) {
        leases.begin(queue, offset, timer.now(), 1);
        timer.goTo(timer.now() + 1);
        return over.get(over.size() - 1);
    }

    @Test
    void lowerQueuesAreAskedWhenHigherOnesHaveNoMore() {
        have(5, 1, 2);
        ask(4);
        assertEquals(List.of(2, 2, 1, 0), came);
        assertFalse(highest.isInVain());
        ask(9);
        assertEquals(List.of(0, 0, 0, 0), came);
        assertTrue(highest.isInVain());
        highest.rest();
        assertFalse(highest.isInVain());
    }

    @Test
    void aQueueThatGivesLittleAtOnceIsAskedUntilItHasNoMore() {
        have(5, 5, 3);
        queues.get(2).atOnce = 1;
        ask(4);
        assertEquals(List.of(2, 2, 2, 1), came);
    }

    @Test
    void whatComesUnaskedOfALowerQueueDoesNotCountBeforeItsTurn() {
        have(0, 0, 0);
        wanted = 2;
        highest.ask();
        came.add(0);
        queues.get(1).has = 1;
        while (queues.stream().anyMatch(Queue::serve)) {
            assertTrue(highest.isAsking() || asked == 1);
        }
        assertEquals(List.of(0, 1), came);
        assertFalse(highest.isInVain());
    }

    @Test
    void aQueueThatIsKeptIsPassedOver() {
        have(1, 1, 1);
        closed.add(2);
        ask(3);
        assertEquals(List.of(1, 0), came);
    }

    @Test
    void whatIsKeptComesAgainWhenThereAreNoOthersAndNoMoreOfItThanIsWanted() {
        assertTrue(highest.keep(lease(2, 10)));
        assertTrue(highest.keep(lease(1, 11)));
        assertTrue(highest.keep(lease(2, 12)));
        have(2, 0, 0);
        ask(2);
        assertEquals(List.of(0, 0), came);
        assertEquals(List.of(), again);
        have(1, 0, 0);
        ask(3);
        assertEquals(List.of(0, 2, 1), came);
        assertEquals(List.of(10L, 11L), again);
        assertFalse(highest.isInVain());
        ask(3);
        assertEquals(List.of(10L, 11L, 12L), again);
        assertTrue(highest.isInVain());
    }

    @Test
    void nothingIsKeptWhileSomebodyWaits() {
        ask(1);
        assertTrue(highest.isInVain());
        assertFalse(highest.keep(lease(0, 1)));
    }

    @Test
    void soManyAreKeptAndNoMore() {
        for (int i = 0; i < HighestFirst.MOST_KEPT; i++) {
            assertTrue(highest.keep(lease(0, i)));
        }
        assertFalse(highest.keep(lease(0, HighestFirst.MOST_KEPT)));
        assertEquals(HighestFirst.MOST_KEPT, highest.takeAll(0).size());
        assertTrue(highest.keep(lease(0, 1)));
    }

    @Test
    void whatIsKeptGoesBackWhenNobodyPopsAnyMore() {
        assertTrue(highest.keep(lease(2, 10)));
        timer.goTo(timer.now() + HighestFirst.KEPT_MS / 2);
        have(1, 0, 0);
        ask(1);
        timer.goTo(timer.now() + HighestFirst.KEPT_MS - 1);
        assertEquals(List.of(), again);
        timer.goTo(timer.now() + 1);
        assertEquals(List.of(10L), again);
        assertEquals(List.of(), highest.takeAll(2));
    }

    @Test
    void thoseOfAQueueAreTakenBack() {
        assertTrue(highest.keep(lease(2, 10)));
        assertTrue(highest.keep(lease(1, 11)));
        assertEquals(
                List.of(10L),
                highest.takeAll(2).stream().map(Leases.Lease::offset).toList());
        highest.giveBack();
        assertEquals(List.of(11L), again);
    }
}
