// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.interop.rocketmq;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.apache.rocketmq.client.consumer.AckStatus;
import org.apache.rocketmq.common.message.MessageDecoder;
import org.apache.rocketmq.common.message.MessageExt;
import org.apache.rocketmq.remoting.protocol.RemotingCommand;
import org.apache.rocketmq.remoting.protocol.RequestCode;
import org.apache.rocketmq.remoting.protocol.ResponseCode;
import org.apache.rocketmq.remoting.protocol.header.PeekMessageRequestHeader;
import org.apache.rocketmq.remoting.protocol.header.PollingInfoRequestHeader;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Looking at what a group would pop, with the requests of RocketMQ's remoting. */
class PeekTest {

    @RegisterExtension
    static final RocketExtension ROCKET = new RocketExtension();

    private Popper popper;

    @BeforeEach
    void oneMessage() throws Exception {
        popper = Popper.alone(ROCKET, false);
        popper.send("red", "0");
    }

    private RemotingCommand peek(int max) throws Exception {
        PeekMessageRequestHeader header = new PeekMessageRequestHeader();
        header.setConsumerGroup(popper.group());
        header.setTopic(popper.topic());
        header.setQueueId(-1);
        header.setMaxMsgNums(max);
        return popper.ask(RequestCode.PEEK_MESSAGE, header);
    }

    private static List<String> texts(RemotingCommand answer) {
        assertEquals(ResponseCode.SUCCESS, answer.getCode(), answer.getRemark());
        return Popper.texts(MessageDecoder.decodes(ByteBuffer.wrap(answer.getBody())));
    }

    private boolean hasMessage(String tag, long pollMs) throws Exception {
        return popper.hasMessage(tag, pollMs, null).get(Popper.LONG_MS, TimeUnit.MILLISECONDS);
    }

    private int waiting() throws Exception {
        PollingInfoRequestHeader header = new PollingInfoRequestHeader();
        header.setConsumerGroup(popper.group());
        header.setTopic(popper.topic());
        header.setQueueId(-1);
        RemotingCommand answer = popper.ask(RequestCode.POLLING_INFO, header);
        assertEquals(ResponseCode.SUCCESS, answer.getCode(), answer.getRemark());
        return Integer.parseInt(answer.getExtFields().get("pollingNum"));
    }

    @Test
    @Tag("rocketmq.code.200052")
    void whatIsReadyIsSeenAndStays() throws Exception {
        assertTrue(peek(1).getCode() != ResponseCode.SUCCESS, "there is no such group");
        popper.send("red", "1");
        popper.send("red", "2");
        MessageExt out = popper.pop(1, Popper.LONG_MS, Popper.SHORT_MS, null).get(0);
        assertEquals("0", RocketExtension.text(out));
        assertEquals(List.of("1", "2"), texts(peek(10)));
        assertEquals(List.of("1"), texts(peek(1)));
        assertEquals(List.of("1", "2"), Popper.texts(popper.pop(10, Popper.LONG_MS, Popper.SHORT_MS, null)));
        assertEquals(ResponseCode.PULL_NOT_FOUND, peek(10).getCode());
        assertEquals(AckStatus.OK, popper.ack(out));
    }

    @Test
    @Tag("rocketmq.code.200054")
    void whoAsksWhetherThereIsAMessageHearsOfOneThatComes() throws Exception {
        assertEquals(true, hasMessage("*", 0));
        assertEquals(false, hasMessage("blue", 0));
        assertEquals(false, hasMessage("blue", 100));
        CompletableFuture<Boolean> waiting = popper.hasMessage("blue", Popper.LONG_MS / 2, null);
        popper.send("red", "1");
        popper.send("blue", "2");
        assertEquals(true, waiting.get(Popper.LONG_MS, TimeUnit.MILLISECONDS));
    }

    @Test
    @Tag("rocketmq.code.200054")
    void aMessageThatComesAgainIsHeardOfToo() throws Exception {
        assertEquals(1, popper.pop(1, Popper.SHORT_MS, Popper.SHORT_MS, null).size());
        assertEquals(false, hasMessage("*", 0));
        long before = System.nanoTime();
        assertEquals(true, hasMessage("*", Popper.LONG_MS / 2));
        assertTrue(System.nanoTime() - before < TimeUnit.MILLISECONDS.toNanos(Popper.LONG_MS / 2));
    }

    @Test
    @Tag("rocketmq.code.200054")
    void aMessageThatSomebodyElseIsGivenIsHeardOfTheNextTime() throws Exception {
        assertEquals(1, popper.pop(1, Popper.SHORT_MS, Popper.SHORT_MS, null).size());
        long before = System.nanoTime();
        CompletableFuture<List<MessageExt>> other = popper.begin(1, Popper.SHORT_MS, Popper.LONG_MS / 2, null);
        CompletableFuture<Boolean> waiting = popper.hasMessage("*", Popper.LONG_MS / 2, null);
        assertEquals(List.of("0"), Popper.texts(other.get(Popper.LONG_MS, TimeUnit.MILLISECONDS)));
        assertEquals(true, waiting.get(Popper.LONG_MS, TimeUnit.MILLISECONDS));
        assertTrue(System.nanoTime() - before < TimeUnit.MILLISECONDS.toNanos(Popper.LONG_MS / 2));
    }

    @Test
    @Tag("rocketmq.code.200054")
    void whatAPopHasLeftIsHeardOf() throws Exception {
        popper.send("red", "1");
        for (int i = 0; i < 2; i++) {
            popper.sendElsewhere("red", "elsewhere " + i);
        }
        for (int left = 3; left >= 0; left--) {
            assertEquals(1, popper.pop(1, Popper.LONG_MS, Popper.SHORT_MS, null).size());
            assertEquals(left > 0, hasMessage("*", 0));
        }
    }

    @Test
    @Tag("rocketmq.code.200054")
    void aTopicThatIsDeletedEndsTheWait() throws Exception {
        CompletableFuture<Boolean> waiting = popper.hasMessage("blue", Popper.LONG_MS / 2, null);
        popper.ask(RequestCode.DELETE_TOPIC_IN_BROKER, Map.of("topic", popper.topic()));
        ExecutionException refused =
                assertThrows(ExecutionException.class, () -> waiting.get(Popper.LONG_MS, TimeUnit.MILLISECONDS));
        assertTrue(String.valueOf(refused.getMessage()).contains(popper.topic()), refused::toString);
        assertEquals(ResponseCode.TOPIC_NOT_EXIST, peek(1).getCode());
    }

    @Test
    @Tag("rocketmq.code.200055")
    void thoseWhoWaitAreCounted() throws Exception {
        assertEquals(1, popper.pop(1, Popper.LONG_MS, Popper.SHORT_MS, null).size());
        assertEquals(0, waiting());
        CompletableFuture<List<MessageExt>> pop = popper.begin(1, Popper.LONG_MS, Popper.LONG_MS / 2, null);
        RocketExtension.eventually("the one that waits", () -> {
            try {
                return waiting() == 1;
            } catch (Exception failed) {
                throw new IllegalStateException(failed);
            }
        });
        popper.send("red", "1");
        assertEquals(List.of("1"), Popper.texts(pop.get(Popper.LONG_MS, TimeUnit.MILLISECONDS)));
        assertEquals(0, waiting());
    }
}
