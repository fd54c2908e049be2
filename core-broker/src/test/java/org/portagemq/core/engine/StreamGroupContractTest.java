// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.core.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.portagemq.core.api.ErrorCode;
import org.portagemq.core.api.GroupRules;
import org.portagemq.core.api.Release;
import org.portagemq.core.api.StreamGroupSettings;
import org.portagemq.core.api.StreamSource;
import org.portagemq.core.api.StreamStart;
import org.portagemq.core.api.SubscribeRequest;
import org.portagemq.core.engine.TestClient.Inbox;

/** The rules of groups of a stream: they commit offsets or acknowledge, each at its own place. */
class StreamGroupContractTest {

    abstract static class Rules extends StreamChapter {

        @Test
        void aCommittedOffsetIsKeptOverARestart() {
            declare(2);
            client.publish("s", "k", "a", "b", "c");
            assertTrue(committed("g", 0).isEmpty());
            int partition = bounds(0).end() > bounds(1).end() ? 0 : 1;
            world.await("the durable point", () -> bounds(partition).end() == 3);
            commit("g", partition, 2);
            restart();
            assertEquals(2, committed("g", partition).getAsLong());
            assertEquals(0, committed("g", 1 - partition).getAsLong());
            commit("g", partition, 1);
            commit("other", partition, 3);
            restart();
            assertEquals(1, committed("g", partition).getAsLong());
            assertEquals(3, committed("other", partition).getAsLong());
        }

        @Test
        void anOffsetBeyondTheEndIsNotCommitted() {
            declare(1);
            publish(3);
            assertEquals(ErrorCode.INVALID, refusal(() -> commit("g", 0, 4)));
            assertEquals(ErrorCode.NOT_FOUND, refusal(() -> commit("g", 1, 0)));
        }

        @Test
        void consumersOfAGroupShareAStreamAndAcknowledge() {
            declare(1);
            publish(6);
            declareGroup("g", StreamStart.FIRST);
            Inbox first = consume("g", 0, 3);
            Inbox second = consume("g", 0, 3);
            first.await(3);
            second.await(3);
            first.ackAll();
            second.ack(0);
            second.close();
            Inbox third = consume("g", 0, 10).await(2);
            assertTrue(third.get(0).redelivered());
            third.ackAll();
            first.close();
            assertEquals(numbers(0, 6, 1), page(0, 0));
            restart();
            Inbox after = consume("g", 0, 10);
            client.publish("s", "k", "6");
            assertEquals(List.of("6"), after.await(1).bodies());
        }

        @Test
        void whatAGroupHasNotAcknowledgedComesAgainAfterARestart() {
            declare(1);
            publish(5);
            declareGroup("g", StreamStart.FIRST);
            Inbox inbox = consume("g", 0, 4).await(4);
            inbox.ack(0);
            inbox.ack(2);
            restart();
            assertEquals(List.of("1", "3", "4"), consume("g", 0, 10).await(3).bodies());
        }

        @Test
        void groupsOfAStreamDoNotTouchEachOther() {
            declare(1);
            publish(4);
            declareGroup("a", StreamStart.FIRST);
            declareGroup("b", StreamStart.NEXT);
            Inbox a = consume("a", 0, 10).await(4);
            a.ackAll();
            Inbox b = consume("b", 0, 10);
            client.publish("s", "k", "4");
            assertEquals(List.of("4"), b.await(1).bodies());
            assertEquals(numbers(0, 5, 1), a.await(5).bodies());
        }

        @Test
        void aRejectedMessageOfAGroupGoesToItsDeadLetterTopicAndStaysInTheStream() {
            client.declareGroup("dead");
            declare(1);
            publish(2);
            GroupRules rules = new GroupRules.Builder()
                    .deadLetter("", "dead")
                    .deliveryLimit(1)
                    .build();
            declareGroup(new StreamGroupSettings("s", "g", rules), StreamStart.FIRST);
            Inbox inbox = consume("g", 0, 1).await(1);
            inbox.reject(0);
            inbox.credit(5);
            inbox.await(2);
            inbox.release(1, Release.COUNTED);
            inbox.await(3);
            inbox.release(2, Release.COUNTED);
            world.settle();
            assertEquals(List.of("0", "1"), client.drain("dead"));
            assertEquals(List.of("0", "1"), page(0, 0));
        }

        @Test
        void aGroupIsUsedByOffsetsOrByAcknowledgementsNotByBothAtOnce() {
            declare(1);
            publish(2);
            declareGroup("g", StreamStart.FIRST);
            Inbox inbox = consume("g", 0, 1).await(1);
            assertEquals(ErrorCode.LOCKED, refusal(() -> commit("g", 0, 1)));
            inbox.close();
            commit("g", 0, 1);
            assertEquals(ErrorCode.LOCKED, consume("g", 0, 1).refusal().code());
            client.close();
            client = new TestClient(world);
            assertEquals(List.of("1"), consume("g", 0, 5).await(1).bodies());
        }

        @Test
        void aGroupMovesToAnyPlaceWhileNothingOfItIsOut() {
            declare(1);
            publish(6);
            declareGroup("g", StreamStart.FIRST);
            Inbox inbox = consume("g", 0, 3).await(3);
            assertEquals(ErrorCode.PRECONDITION_FAILED, refusal(() -> reset(new StreamStart.Offset(1))));
            inbox.ackAll();
            reset(new StreamStart.Offset(1));
            inbox.credit(2);
            assertEquals(List.of("0", "1", "2", "1", "2"), inbox.await(5).bodies());
            inbox.ackAll();
            reset(StreamStart.LAST);
            restart();
            assertEquals(List.of("5"), consume("g", 0, 5).await(1).bodies());
        }

        @Test
        void aGroupMovesInOnePartitionAlsoWhileItIsConsumed() {
            declare(2);
            client.publish("s", "k", "0", "1", "2", "3", "4", "5");
            int other = bounds(0).end() > 0 ? 1 : 0;
            int full = 1 - other;
            world.await("the durable point", () -> bounds(full).end() == 6);
            declareGroup("g", StreamStart.FIRST);
            Inbox inbox = consume("g", full, 2).await(2);
            assertEquals(ErrorCode.PRECONDITION_FAILED, refusal(() -> move(full, 4)));
            move(other, 0);
            inbox.ackAll();
            assertEquals(ErrorCode.INVALID, refusal(() -> move(full, 7)));
            move(full, 4);
            inbox.credit(2);
            assertEquals(List.of("0", "1", "4", "5"), inbox.await(4).bodies());
            inbox.ackAll();
            move(full, 1);
            restart();
            assertEquals(List.of("1", "2"), consume("g", full, 2).await(2).bodies());
        }

        @Test
        void whoMovesAGroupIsNoneOfItsConsumers() {
            declare(1);
            publish(4);
            commit("g", 0, 1);
            move(0, 2);
            assertEquals(List.of("2", "3"), consume("g", 0, 5).await(2).bodies());
        }

        private void move(int partition, long offset) {
            client.<Void>ask((s, answer) -> s.admin().moveStreamGroup("s", "g", partition, offset, answer));
        }

        private void reset(StreamStart place) {
            client.<Void>ask((s, answer) -> s.admin().resetStreamGroup("s", "g", place, answer));
        }

        @Test
        void groupsGoWithTheirStreamAndAreListed() {
            declare(2);
            declareGroup("g", StreamStart.FIRST);
            commit("o", 1, 0);
            assertEquals(
                    List.of("g", "o"),
                    client
                            .<List<StreamGroupSettings>>ask(
                                    (s, answer) -> s.admin().listStreamGroups("s", answer))
                            .stream()
                            .map(StreamGroupSettings::name)
                            .toList());
            Inbox inbox = consume("g", 0, 1);
            Inbox reader = read(StreamStart.NEXT, 1);
            client.<Void>ask((s, answer) -> s.admin().deleteTopic("s", false, answer));
            world.await("the end", () -> inbox.ended() != null && reader.ended() != null);
            assertEquals(ErrorCode.NOT_FOUND, inbox.refusal().code());
            restart();
            declare(1);
            assertTrue(committed("g", 0).isEmpty());
        }

        @Test
        void aDeletedGroupIsForgotten() {
            declare(1);
            publish(2);
            declareGroup("g", StreamStart.FIRST);
            Inbox inbox = consume("g", 0, 1).await(1);
            client.<Void>ask((s, answer) -> s.admin().deleteStreamGroup("s", "g", answer));
            world.await("the end", () -> inbox.ended() != null);
            assertEquals(ErrorCode.NOT_FOUND, consume("g", 0, 1).refusal().code());
            restart();
            declareGroup("g", StreamStart.NEXT);
            Inbox again = consume("g", 0, 1);
            world.settle();
            assertEquals(List.of(), again.bodies());
        }

        @Test
        void whatAGroupOfAStreamCannotDoIsRefused() {
            declare(1);
            assertEquals(
                    ErrorCode.NOT_SUPPORTED,
                    refusal(() -> new StreamGroupSettings("s", "g", GroupRules.NONE.withTtlMs(5))));
            declareGroup("g", StreamStart.FIRST);
            GroupRules other = new GroupRules.Builder().singleActive(true).build();
            assertEquals(
                    ErrorCode.MISMATCH,
                    refusal(() -> declareGroup(new StreamGroupSettings("s", "g", other), StreamStart.FIRST)));
            assertEquals(
                    ErrorCode.NOT_FOUND,
                    client.subscribe(SubscribeRequest.ofStream(StreamSource.group("s", 0, "no"), false, 1))
                            .refusal()
                            .code());
        }
    }

    @Nested
    class Simulated extends Rules {
        @Override
        World open() {
            return SimulatedWorld.open(66, Map.of());
        }
    }

    @Nested
    class Embedded extends Rules {
        @TempDir
        private Path data;

        @Override
        World open() {
            return RealWorld.open(data);
        }
    }
}
