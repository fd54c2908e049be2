// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.benchmarks.loops;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Each thing that must not happen is found, and what may happen is not. */
class LedgerTest {

    private static final int PUBLISHER = 1;
    private static final int QUEUE = 0;
    private static final int OTHER_QUEUE = 1;
    private static final int SHARED_QUEUE = 2;
    private static final int MORTAL_QUEUE = 3;
    private static final int DEAD_QUEUE = 4;
    private static final int FIRST_LIFE = 1;
    private static final int SECOND_LIFE = 2;

    private long now = 1_000_000;
    private final Ledger ledger =
            new Ledger(2, new Ledger.Shape(5, 1 << QUEUE | 1 << OTHER_QUEUE, MORTAL_QUEUE, DEAD_QUEUE), () -> now);

    @BeforeEach
    void begin() {
        ledger.beginLife(FIRST_LIFE);
    }

    @Test
    void whatWasConfirmedDeliveredAndAcknowledgedIsInOrder() {
        long number = confirmed(1 << QUEUE);
        take(QUEUE, number, FIRST_LIFE);
        assertClean();
    }

    @Test
    void aConfirmedMessageThatNeverComesIsLost() {
        confirmed(1 << QUEUE);
        assertFound("lost");
    }

    @Test
    void aConfirmedMessageThatComesFromOneOfItsQueuesOnlyIsLost() {
        long number = confirmed(1 << QUEUE | 1 << OTHER_QUEUE);
        take(QUEUE, number, FIRST_LIFE);
        assertFound("lost");
    }

    @Test
    void aConfirmedMessageThatWasDeliveredButNotAcknowledgedMustComeAgain() {
        long number = confirmed(1 << QUEUE);
        ledger.delivered(delivery(QUEUE, number), FIRST_LIFE);
        assertFound("lost");
    }

    @Test
    void aMessageWithoutAnAnswerMayComeOrNot() {
        ledger.attempt(PUBLISHER, 1 << QUEUE);
        take(QUEUE, ledger.attempt(PUBLISHER, 1 << QUEUE), FIRST_LIFE);
        assertClean();
    }

    @Test
    void aMessageThatSurvivedACrashMustComeFromAllItsQueues() {
        long number = ledger.attempt(PUBLISHER, 1 << QUEUE | 1 << OTHER_QUEUE);
        ledger.beginLife(SECOND_LIFE);
        take(QUEUE, number, SECOND_LIFE);
        assertFound("lost");
    }

    @Test
    void aTransactionThatSurvivedACrashInPartLostTheRest() {
        long first = ledger.attempt(PUBLISHER, 1 << QUEUE);
        long last = ledger.attempt(PUBLISHER, 1 << OTHER_QUEUE);
        ledger.committing(PUBLISHER, first, last);
        ledger.beginLife(SECOND_LIFE);
        take(OTHER_QUEUE, last, SECOND_LIFE);
        assertFound("lost");
    }

    @Test
    void aMessageThatNobodySentIsInvented() {
        ledger.delivered(delivery(QUEUE, 0), FIRST_LIFE);
        assertFound("invented");
    }

    @Test
    void aMessageFromAQueueToWhichItWasNotSentIsInvented() {
        long number = ledger.attempt(PUBLISHER, 1 << QUEUE);
        ledger.delivered(delivery(OTHER_QUEUE, number), FIRST_LIFE);
        assertFound("invented");
    }

    @Test
    void aMessageOfATransactionThatWasRolledBackIsInvented() {
        long number = ledger.attempt(PUBLISHER, 1 << QUEUE);
        ledger.withdrawn(PUBLISHER, number, number);
        take(QUEUE, number, FIRST_LIFE);
        assertFound("invented");
    }

    @Test
    void aBodyThatNobodyMadeIsInvented() {
        ledger.alien(QUEUE, new byte[1]);
        assertFound("invented");
    }

    @Test
    void anEarlierMessageAfterALaterOneIsOutOfOrder() {
        long first = confirmed(1 << QUEUE);
        long second = confirmed(1 << QUEUE);
        take(QUEUE, second, FIRST_LIFE);
        take(QUEUE, first, FIRST_LIFE);
        assertFound("out of order");
    }

    @Test
    void consumersThatShareAQueueHaveNoOrderBetweenThem() {
        long first = confirmed(1 << SHARED_QUEUE);
        long second = confirmed(1 << SHARED_QUEUE);
        take(SHARED_QUEUE, second, FIRST_LIFE);
        take(SHARED_QUEUE, first, FIRST_LIFE);
        assertClean();
    }

    @Test
    void whatWasAcknowledgedMayComeAgainAfterACrashOnly() {
        long number = confirmed(1 << QUEUE);
        take(QUEUE, number, FIRST_LIFE);
        take(QUEUE, number, SECOND_LIFE);
        assertTrue(ledger.isClean(), ledger.examples().toString());
        take(QUEUE, number, SECOND_LIFE);
        assertFound("repeated");
    }

    @Test
    void anAcknowledgementThatWasCommittedIsForEver() {
        long number = confirmed(1 << QUEUE);
        take(QUEUE, number, FIRST_LIFE);
        ledger.settled(delivery(QUEUE, number));
        take(QUEUE, number, SECOND_LIFE);
        assertFound("repeated");
    }

    @Test
    void aMessageThatDiedIsTakenFromTheDeadLetters() {
        long number = confirmed(1 << MORTAL_QUEUE);
        ledger.mortal(PUBLISHER, number, now + 100);
        now += 100;
        take(DEAD_QUEUE, number, FIRST_LIFE);
        assertClean();
    }

    @Test
    void aMessageThatCouldNotDieIsNoDeadLetter() {
        long number = confirmed(1 << MORTAL_QUEUE);
        take(MORTAL_QUEUE, number, FIRST_LIFE);
        ledger.delivered(delivery(DEAD_QUEUE, number), SECOND_LIFE);
        assertFound("invented");
    }

    @Test
    void aRejectedMessageThatIsNoDeadLetterEitherIsLost() {
        long number = confirmed(1 << MORTAL_QUEUE);
        ledger.delivered(delivery(MORTAL_QUEUE, number), FIRST_LIFE);
        ledger.rejecting(delivery(MORTAL_QUEUE, number));
        assertFound("lost");
    }

    @Test
    void aMessageThatDiesBeforeItsTimeIsEarly() {
        long number = confirmed(1 << MORTAL_QUEUE);
        ledger.mortal(PUBLISHER, number, now + 100);
        take(DEAD_QUEUE, number, FIRST_LIFE);
        assertFound("early");
    }

    @Test
    void aMessageThatComesBeforeItsTimeIsEarly() {
        long number = confirmed(1 << MORTAL_QUEUE);
        ledger.notBefore(PUBLISHER, number, now + 100);
        take(MORTAL_QUEUE, number, FIRST_LIFE);
        assertFound("early");
    }

    @Test
    void aDeadLetterThatComesFromTheQueueThatItLeftIsRepeated() {
        long number = confirmed(1 << MORTAL_QUEUE);
        ledger.mortal(PUBLISHER, number, now);
        take(DEAD_QUEUE, number, FIRST_LIFE);
        take(MORTAL_QUEUE, number, FIRST_LIFE);
        assertFound("repeated");
    }

    @Test
    void anAcknowledgedMessageThatDiesInTheSameLifeIsRepeated() {
        long number = confirmed(1 << MORTAL_QUEUE);
        ledger.mortal(PUBLISHER, number, now);
        take(MORTAL_QUEUE, number, FIRST_LIFE);
        take(DEAD_QUEUE, number, FIRST_LIFE);
        assertFound("repeated");
    }

    @Test
    void whatIsToComeAfterTheEndWaits() {
        long number = confirmed(1 << MORTAL_QUEUE);
        ledger.never(PUBLISHER, number);
        ledger.stillLater(List.of(new Body.Id(PUBLISHER, number)));
        assertClean();
    }

    @Test
    void whatIsToComeAfterTheEndAndDoesNotWaitIsLost() {
        ledger.never(PUBLISHER, confirmed(1 << MORTAL_QUEUE));
        ledger.stillLater(List.of());
        assertFound("lost");
    }

    @Test
    void whatWaitsLongerThanItShouldIsFound() {
        long number = confirmed(1 << QUEUE);
        take(QUEUE, number, FIRST_LIFE);
        ledger.stillLater(List.of(new Body.Id(PUBLISHER, number)));
        assertFound("lost");
    }

    @Test
    void aMessageOfAPreparedTransactionIsInventedBeforeTheDecision() {
        long number = ledger.attempt(PUBLISHER, 1 << QUEUE);
        ledger.withheld(PUBLISHER, number, number);
        take(QUEUE, number, FIRST_LIFE);
        assertFound("invented");
    }

    @Test
    void aMessageOfAPreparedTransactionComesAfterItsCommit() {
        long number = ledger.attempt(PUBLISHER, 1 << QUEUE);
        ledger.withheld(PUBLISHER, number, number);
        ledger.releasing(PUBLISHER, number, number);
        ledger.promised(PUBLISHER, number, number);
        take(QUEUE, number, FIRST_LIFE);
        assertClean();
    }

    @Test
    void aMessageThatAPreparedTransactionHoldsComesToNobody() {
        long number = confirmed(1 << QUEUE);
        ledger.delivered(delivery(QUEUE, number), FIRST_LIFE);
        ledger.held(delivery(QUEUE, number), true);
        take(QUEUE, number, SECOND_LIFE);
        assertFound("repeated");
    }

    private long confirmed(int targets) {
        long number = ledger.attempt(PUBLISHER, targets);
        ledger.promised(PUBLISHER, number, number);
        return number;
    }

    private void take(int queue, long number, int life) {
        Ledger.Delivered delivery = delivery(queue, number);
        ledger.delivered(delivery, life);
        ledger.acking(delivery);
        ledger.acked(delivery, life);
    }

    private static Ledger.Delivered delivery(int queue, long number) {
        return new Ledger.Delivered(queue, new Body.Id(PUBLISHER, number), false);
    }

    private void assertClean() {
        ledger.close();
        assertTrue(ledger.isClean(), ledger.examples().toString());
    }

    private void assertFound(String kind) {
        ledger.close();
        assertFalse(ledger.isClean());
        assertEquals(1, ledger.findings(kind), ledger.examples().toString());
    }
}
