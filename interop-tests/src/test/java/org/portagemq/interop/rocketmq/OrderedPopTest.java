// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.interop.rocketmq;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.apache.rocketmq.client.consumer.AckStatus;
import org.apache.rocketmq.common.message.MessageConst;
import org.apache.rocketmq.common.message.MessageExt;
import org.apache.rocketmq.remoting.protocol.RequestCode;
import org.apache.rocketmq.remoting.protocol.ResponseCode;
import org.apache.rocketmq.remoting.protocol.header.ExtraInfoUtil;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Popping in order, by the calls of RocketMQ's client that its proxy uses for groups that are in order. */
class OrderedPopTest {

    private static final long LONG_MS = Popper.LONG_MS;
    private static final long SHORT_MS = Popper.SHORT_MS;

    @RegisterExtension
    static final RocketExtension ROCKET = new RocketExtension();

    private Popper popper;

    @BeforeEach
    void sixMessagesInOneQueue() throws Exception {
        popper = Popper.alone(ROCKET, true);
        for (int i = 0; i < 6; i++) {
            popper.send("t", String.valueOf(i));
        }
    }

    @Test
    @Tag("rocketmq.pop.order")
    void nothingMoreOfAQueueIsPoppedUntilAllThatIsOutIsAcknowledged() throws Exception {
        List<MessageExt> first = popper.pop(2, LONG_MS, SHORT_MS, null);
        assertEquals(List.of("0", "1"), Popper.texts(first));
        assertTrue(ExtraInfoUtil.isOrder(ExtraInfoUtil.split(first.get(0).getProperty(MessageConst.PROPERTY_POP_CK))));
        assertEquals(List.of(), Popper.texts(popper.pop(2, LONG_MS, 100, null)));
        assertEquals(AckStatus.OK, popper.ack(first.get(1)));
        assertEquals(List.of(), Popper.texts(popper.pop(2, LONG_MS, 100, null)));
        CompletableFuture<List<MessageExt>> waiting = popper.begin(3, LONG_MS, LONG_MS, null);
        assertEquals(AckStatus.OK, popper.ack(first.get(0)));
        assertEquals(List.of("2", "3", "4"), Popper.texts(waiting.get(LONG_MS, TimeUnit.MILLISECONDS)));
    }

    @Test
    @Tag("rocketmq.pop.order")
    void otherQueuesGoOn() throws Exception {
        assertEquals(List.of("0"), Popper.texts(popper.pop(1, LONG_MS, SHORT_MS, null)));
        popper.sendElsewhere("t", "elsewhere");
        assertEquals(List.of("elsewhere"), Popper.texts(popper.pop(4, LONG_MS, LONG_MS, null)));
    }

    @Test
    @Tag("rocketmq.pop.order")
    void whatIsNotAcknowledgedInTimeComesAgainFromTheFirstOnAndCounts() throws Exception {
        List<MessageExt> first = popper.pop(3, SHORT_MS, SHORT_MS, null);
        assertEquals(List.of("0", "1", "2"), Popper.texts(first));
        assertEquals(AckStatus.OK, popper.ack(first.get(0)));
        List<MessageExt> again = popper.pop(6, LONG_MS, LONG_MS, null);
        assertEquals(List.of("1", "2", "3", "4", "5"), Popper.texts(again));
        assertEquals(
                List.of(1, 1, 0, 0, 0),
                again.stream().map(MessageExt::getReconsumeTimes).toList());
        // The handle of before is of no use any more.
        assertEquals(AckStatus.NO_EXIST, popper.ack(first.get(1)));
        for (MessageExt message : again) {
            assertEquals(AckStatus.OK, popper.ack(message));
        }
        assertEquals(List.of(), Popper.texts(popper.pop(6, LONG_MS, 100, null)));
    }

    @Test
    @Tag("rocketmq.pop.order")
    void whatWasAcknowledgedBehindAMessageThatFailsComesAgainBehindIt() throws Exception {
        List<MessageExt> first = popper.pop(3, LONG_MS, SHORT_MS, null);
        assertEquals(AckStatus.OK, popper.ack(first.get(0)));
        assertEquals(AckStatus.OK, popper.ack(first.get(2)));
        assertEquals(AckStatus.NO_EXIST, popper.ack(first.get(2)));
        assertEquals(AckStatus.OK, popper.hideFor(first.get(1), 200));
        List<MessageExt> again = popper.pop(3, LONG_MS, LONG_MS, null);
        assertEquals(List.of("1", "2", "3"), Popper.texts(again));
        assertEquals(
                List.of(1, 1, 0),
                again.stream().map(MessageExt::getReconsumeTimes).toList());
        assertEquals(AckStatus.OK, popper.ackAll(again));
        assertEquals(List.of("4", "5"), Popper.texts(popper.pop(3, LONG_MS, LONG_MS, null)));
    }

    @Test
    @Tag("rocketmq.pop.moved")
    void whatWaitsToComeAgainIsTakenBackWhenTheGroupIsMoved() throws Exception {
        List<MessageExt> first = popper.pop(3, LONG_MS, SHORT_MS, null);
        assertEquals(AckStatus.OK, popper.ack(first.get(2)));
        assertEquals(AckStatus.OK, popper.hideFor(first.get(1), 1));
        assertEquals(List.of(), Popper.texts(popper.pop(3, LONG_MS, 100, null)));
        String queue = String.valueOf(first.get(0).getQueueId());
        var moved = Map.of(
                "topic", popper.topic(), "group", popper.group(), "queueId", queue, "offset", "0", "timestamp", "-1");
        assertEquals(
                ResponseCode.SUCCESS,
                popper.ask(RequestCode.INVOKE_BROKER_TO_RESET_OFFSET, moved).getCode());
        assertEquals(List.of("0", "1", "2", "3", "4", "5"), Popper.texts(popper.pop(6, LONG_MS, LONG_MS, null)));
    }

    @Test
    @Tag("rocketmq.code.200053")
    void aMessageThatIsKeptBackForAShorterTimeComesAgainAfterIt() throws Exception {
        List<MessageExt> first = popper.pop(1, LONG_MS, SHORT_MS, null);
        assertEquals(AckStatus.OK, popper.hideFor(first.get(0), 200));
        assertEquals(List.of("0", "1"), Popper.texts(popper.pop(2, LONG_MS, LONG_MS, null)));
    }

    @Test
    @Tag("rocketmq.pop.attempt")
    void aRequestThatIsRepeatedGetsTheSameMessages() throws Exception {
        List<MessageExt> lost = popper.pop(2, LONG_MS, SHORT_MS, "attempt");
        assertEquals(List.of("0", "1"), Popper.texts(lost));
        assertEquals(List.of(), Popper.texts(popper.pop(2, LONG_MS, 100, "another")));
        List<MessageExt> same = popper.pop(2, LONG_MS, SHORT_MS, "attempt");
        assertEquals(List.of("0", "1"), Popper.texts(same));
        for (MessageExt message : same) {
            assertEquals(AckStatus.OK, popper.ack(message));
        }
        assertEquals(List.of("2"), Popper.texts(popper.pop(1, LONG_MS, SHORT_MS, "attempt")));
    }

    private boolean hasMessage(long pollMs, String attempt) throws Exception {
        return popper.hasMessage("*", pollMs, attempt).get(LONG_MS, TimeUnit.MILLISECONDS);
    }

    @Test
    @Tag("rocketmq.code.200054")
    void whetherThereIsAnythingIsToldByWhoMayPopIt() throws Exception {
        assertTrue(hasMessage(0, "mine"));
        List<MessageExt> out = popper.pop(1, LONG_MS, SHORT_MS, "mine");
        assertTrue(hasMessage(0, "mine"));
        assertFalse(hasMessage(0, "another"));
        assertFalse(hasMessage(100, null));
        popper.sendElsewhere("t", "elsewhere");
        assertTrue(hasMessage(0, "another"));
        assertEquals(List.of("elsewhere"), Popper.texts(popper.pop(6, LONG_MS, SHORT_MS, "another")));
        assertFalse(hasMessage(0, "third"));
        assertEquals(AckStatus.OK, popper.ack(out.get(0)));
        assertTrue(hasMessage(SHORT_MS, "third"));
    }

    @Test
    @Tag("rocketmq.code.200054")
    void whoAsksWhetherThereIsAnythingHearsOfAQueueThatIsFreeAgain() throws Exception {
        List<MessageExt> out = popper.pop(1, LONG_MS, SHORT_MS, null);
        long before = System.nanoTime();
        CompletableFuture<Boolean> waiting = popper.hasMessage("*", LONG_MS / 2, "another");
        assertEquals(AckStatus.OK, popper.ack(out.get(0)));
        assertTrue(waiting.get(LONG_MS, TimeUnit.MILLISECONDS));
        // Again and again, also when somebody else was faster.
        out = popper.pop(1, LONG_MS, SHORT_MS, null);
        waiting = popper.hasMessage("*", LONG_MS / 2, "another");
        assertEquals(AckStatus.OK, popper.hideFor(out.get(0), 200));
        assertTrue(waiting.get(LONG_MS, TimeUnit.MILLISECONDS));
        assertTrue(System.nanoTime() - before < TimeUnit.MILLISECONDS.toNanos(LONG_MS / 2));
    }
}
