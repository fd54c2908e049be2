// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.core.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.portagemq.core.api.Answer;
import org.portagemq.core.api.BrokerException;
import org.portagemq.core.api.Delivery;
import org.portagemq.core.api.ErrorCode;
import org.portagemq.core.api.GroupInfo;
import org.portagemq.core.api.GroupRules;
import org.portagemq.core.api.GroupSettings;
import org.portagemq.core.api.Release;
import org.portagemq.core.api.StreamGroupSettings;
import org.portagemq.core.api.StreamSource;
import org.portagemq.core.api.SubscribeRequest;
import org.portagemq.core.api.SubscriptionListener;
import org.portagemq.core.api.Transaction;
import org.portagemq.core.engine.TestClient.Inbox;

/** The rules of groups of a stream that are used by a name among those of groups: TOPIC::GROUP. */
class NamedStreamGroupContractTest {

    abstract static class Rules extends StreamChapter {

        private static final int PARTITIONS = 3;

        private Inbox join(String name, int credit) {
            return client.subscribe(new SubscribeRequest(name, false, false, credit));
        }

        private Inbox joinAsStream(String group, int credit) {
            return client.subscribe(SubscribeRequest.ofStream(StreamSource.wholeGroup("s", group), false, credit));
        }

        private GroupInfo describe(String name) {
            return client.ask((s, answer) -> s.admin().describeGroup(name, answer));
        }

        private static Set<String> texts(Inbox inbox) {
            return new HashSet<>(inbox.bodies());
        }

        @Test
        void whoSubscribesByTheNameJoinsTheGroupAndMakesItIfNeedBe() {
            declare(PARTITIONS);
            client.publish("s", "k", "a", "b", "c", "d");
            Inbox first = join("s::g", 10).await(4);
            assertEquals(Set.of("a", "b", "c", "d"), texts(first));
            first.ackAll();
            Inbox second = joinAsStream("g", 10);
            client.publish("s", "k", "e", "f");
            world.await(
                    "both between them",
                    () -> first.deliveries().size() + second.deliveries().size() == 6);
            List<StreamGroupSettings> groups =
                    client.ask((s, answer) -> s.admin().listStreamGroups("s", answer));
            assertEquals(List.of(new StreamGroupSettings("s", "g", GroupRules.NONE)), groups);
        }

        @Test
        void messagesOfDifferentPartitionsAreSettledByTheirOffsets() {
            declare(PARTITIONS);
            client.publish("s", "k", "a", "b", "c");
            Inbox inbox = join("s::g", 10).await(3);
            assertEquals(
                    3,
                    inbox.deliveries().stream().map(d -> d.offset()).distinct().count());
            inbox.ack(0);
            inbox.note(1, "noted");
            inbox.release(1, Release.COUNTED);
            inbox.await(4);
            assertEquals(inbox.get(1).offset(), inbox.get(3).offset());
            assertEquals("noted", inbox.note(3));
            assertEquals(1, inbox.get(3).attempts());
            inbox.ack(2);
            inbox.ack(3);
            inbox.close();
            assertEquals(0, describe("s::g").ready());
        }

        @Test
        void whatIsNotedAboutThemStaysInTheGroup() {
            declare(PARTITIONS);
            client.publish("s", "k", "a", "b");
            Inbox inbox = join("s::g", 10).await(2);
            inbox.note(1, "why");
            inbox.release(1, Release.UNCOUNTED);
            assertEquals("why", inbox.await(3).note(2));
            Inbox other = join("s::other", 10).await(2);
            assertEquals("", other.note(0) + other.note(1));
            inbox.ack(0);
            inbox.close();
            restart();
            assertEquals("why", join("s::g", 10).await(1).note(0));
        }

        @Test
        void theyAreSettledInTransactions() {
            declare(PARTITIONS);
            client.publish("s", "k", "a", "b");
            Inbox inbox = join("s::g", 10).await(2);
            Transaction undone = client.begin();
            inbox.ack(0, undone);
            client.<Void>ask((s, answer) -> undone.rollback(answer));
            Transaction done = client.begin();
            inbox.ack(0, done);
            inbox.ack(1, done);
            client.<Void>ask((s, answer) -> done.commit(answer));
            inbox.close();
            assertEquals(0, describe("s::g").ready());
        }

        @Test
        void theNameIsDeclaredAndDescribedAndDeleted() {
            declare(PARTITIONS);
            client.publish("s", "k", "a", "b", "c");
            GroupInfo made = client.ask((s, answer) -> s.admin().declareGroup(GroupSettings.durable("s::g"), answer));
            assertEquals("s::g", made.settings().name());
            assertEquals(3, made.ready());
            Inbox inbox = join("s::g", 2).await(2);
            GroupInfo used = describe("s::g");
            assertEquals(1, used.ready());
            assertEquals(2, used.inFlight());
            assertEquals(1, used.consumers());
            assertEquals(
                    ErrorCode.PRECONDITION_FAILED,
                    refusal(() -> client.<Long>ask((s, answer) -> s.admin().deleteGroup("s::g", true, false, answer))));
            inbox.close();
            assertEquals(3L, client.<Long>ask((s, answer) -> s.admin().deleteGroup("s::g", true, false, answer)));
            assertEquals(ErrorCode.NOT_FOUND, refusal(() -> describe("s::g")));
        }

        @Test
        void aGroupOfThatNameComesFirstAndWhatIsNoStreamHasNone() {
            client.declareGroup("s::own");
            declare(1);
            client.publish("", "s::own", "mine");
            Inbox own = join("s::own", 1).await(1);
            assertEquals(List.of("mine"), own.bodies());
            own.ackAll();
            assertEquals(ErrorCode.NOT_FOUND, join("nothing::g", 1).refusal().code());
            assertEquals(ErrorCode.NOT_FOUND, join("s::", 1).refusal().code());
        }

        @Test
        void exclusiveOnesAreRefused() {
            declare(1);
            GroupSettings exclusive = new GroupSettings("s::g", false, true, false, Map.of());
            assertEquals(
                    ErrorCode.NOT_SUPPORTED,
                    refusal(() -> client.<GroupInfo>ask((s, answer) -> s.admin().declareGroup(exclusive, answer))));
        }

        @Test
        void aGroupGoesOnWhereItWasAfterARestartAndTakesPartitionsThatComeLater() {
            declare(1);
            client.publish("s", "k", "a", "b");
            Inbox before = join("s::g", 1).await(1);
            before.ackAll();
            world.await("the acknowledgement", () -> describe("s::g").inFlight() == 0);
            before.close();
            restart();
            Inbox after = join("s::g", 10).await(1);
            assertEquals(List.of("b"), after.bodies());
            client.<Void>ask((s, answer) -> s.admin().growStream("s", PARTITIONS, answer));
            client.publish("s", "k", "c", "d", "e");
            assertEquals(Set.of("b", "c", "d", "e"), texts(after.await(4)));
            assertTrue(describe("s::g").consumers() > 0);
        }

        /** What is told together is told before what the first of it leads to. */
        @Test
        void anAnswerThatCallsTheBrokerAtOnceDoesNotOvertakeThoseThatCameWithIt() {
            client.declareGroup("q");
            List<String> told = new CopyOnWriteArrayList<>();
            client.call(s -> {
                s.admin().describeGroup("q", told(told, "first", () -> {
                    s.admin().describeGroup("q", told(told, "nested", () -> {}));
                    s.flush();
                }));
                s.admin().describeGroup("q", told(told, "second", () -> {}));
            });
            world.await("all", () -> told.size() == 3);
            assertEquals(List.of("first", "second", "nested"), told);
        }

        private static Answer<GroupInfo> told(List<String> told, String what, Runnable then) {
            return new Answer<>() {
                @Override
                public void done(GroupInfo info) {
                    told.add(what);
                    then.run();
                }

                @Override
                public void failed(BrokerException reason) {
                    told.add(reason.getMessage());
                }
            };
        }

        @Test
        void aSubscriptionBehindADeclarationIsToldOfItsBeginningFirst() {
            declare(PARTITIONS);
            client.publish("s", "k", "a", "b");
            List<String> told = new CopyOnWriteArrayList<>();
            client.call(s -> {
                s.admin().declareGroup(GroupSettings.durable("s::g"), told(told, "declared", () -> {}));
                s.subscribe(new SubscribeRequest("s::g", false, false, 1), new SubscriptionListener() {
                    @Override
                    public void started(GroupSettings group) {
                        told.add("started");
                    }

                    @Override
                    public void refused(BrokerException reason) {
                        told.add(reason.getMessage());
                    }

                    @Override
                    public void deliver(Delivery delivery) {
                        told.add("delivered");
                    }

                    @Override
                    public void cancelled(BrokerException reason) {
                        told.add(reason.getMessage());
                    }
                });
            });
            world.await("all of it", () -> told.size() == 3);
            assertTrue(told.indexOf("started") < told.indexOf("delivered"), told::toString);
        }

        @Test
        void creditThatIsGivenBeforeTheGroupIsThereCounts() {
            declare(PARTITIONS);
            client.publish("s", "k", "a", "b");
            List<String> got = new CopyOnWriteArrayList<>();
            SubscriptionListener listener = new SubscriptionListener() {
                @Override
                public void refused(BrokerException reason) {
                    got.add(reason.getMessage());
                }

                @Override
                public void deliver(Delivery delivery) {
                    got.add(TestClient.text(delivery));
                }

                @Override
                public void cancelled(BrokerException reason) {
                    got.add(reason.getMessage());
                }
            };
            client.call(s -> s.subscribe(new SubscribeRequest("s::g", false, false, 0), listener)
                    .addCredit(2));
            world.await("both", () -> got.size() == 2);
            assertEquals(Set.of("a", "b"), Set.copyOf(got));
        }
    }

    @Nested
    class Simulated extends Rules {
        @Override
        World open() {
            return SimulatedWorld.open(77, Map.of());
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
