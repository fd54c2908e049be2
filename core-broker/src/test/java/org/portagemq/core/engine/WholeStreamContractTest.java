// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.core.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.portagemq.core.api.BrokerException;
import org.portagemq.core.api.Delivery;
import org.portagemq.core.api.ErrorCode;
import org.portagemq.core.api.GroupRules;
import org.portagemq.core.api.OrderingKey;
import org.portagemq.core.api.Retention;
import org.portagemq.core.api.StreamGroupSettings;
import org.portagemq.core.api.StreamSource;
import org.portagemq.core.api.StreamStart;
import org.portagemq.core.api.SubscribeRequest;
import org.portagemq.core.api.Subscription;
import org.portagemq.core.api.TopicKind;
import org.portagemq.core.api.TopicSettings;
import org.portagemq.core.engine.TestClient.Inbox;

/** The rules of subscriptions to all partitions of a stream. */
class WholeStreamContractTest {

    abstract static class Rules extends ContractChapter {

        private static final int PARTITIONS = 3;
        private static final int KEYS = 7;

        private void declare() {
            client.declareTopic(new TopicSettings(
                    "s", TopicKind.STREAM, true, false, false, "", PARTITIONS, Retention.FOREVER, Map.of()));
            StreamGroupSettings group = new StreamGroupSettings("s", "g", GroupRules.NONE);
            client.<Void>ask((s, answer) -> s.admin().declareStreamGroup(group, StreamStart.FIRST, answer));
        }

        /** Texts such as "k3:17", which say their key. */
        private void publish(int from, int to) {
            List<Long> tokens = new ArrayList<>();
            for (int i = from; i < to; i++) {
                String key = "k" + i % KEYS;
                tokens.add(client.send("s", message("", "", key + ":" + i).orderedBy(new OrderingKey(key, false))));
            }
            tokens.forEach(client::confirmed);
        }

        private Inbox group(int credit) {
            return client.subscribe(SubscribeRequest.ofStream(StreamSource.wholeGroup("s", "g"), false, credit));
        }

        private void ack(Delivery delivery) {
            client.call(s -> delivery.source().ack(delivery.offset()));
        }

        private void requireOrder(List<String> texts) {
            Map<String, Integer> last = new HashMap<>();
            for (String text : texts) {
                int number = Integer.parseInt(text.substring(text.indexOf(':') + 1));
                Integer before = last.put(text.substring(0, text.indexOf(':')), number);
                assertTrue(before == null || before < number, () -> text + " comes after " + before);
            }
        }

        @Test
        void aGroupGetsAllPartitionsAndTheOrderWithinEach() {
            declare();
            publish(0, 40);
            Inbox inbox = group(Subscription.UNLIMITED).await(40);
            publish(40, 60);
            inbox.await(60);
            assertEquals(60, new HashSet<>(inbox.bodies()).size());
            requireOrder(inbox.bodies());
        }

        @Test
        void aReaderGetsAllPartitionsFromItsPlace() {
            declare();
            publish(0, 40);
            Inbox inbox = client.subscribe(SubscribeRequest.ofStream(
                            StreamSource.wholeReader("s", StreamStart.FIRST), false, Subscription.UNLIMITED))
                    .await(40);
            requireOrder(inbox.bodies());
            Inbox late = client.subscribe(SubscribeRequest.ofStream(
                    StreamSource.wholeReader("s", StreamStart.NEXT), false, Subscription.UNLIMITED));
            publish(40, 50);
            late.await(10);
            assertEquals(50, inbox.await(50).deliveries().size());
        }

        @Test
        void thePartitionsShareOneCredit() {
            declare();
            publish(0, 40);
            Inbox inbox = group(5).await(5);
            world.settle();
            assertEquals(5, inbox.deliveries().size());
            inbox.credit(3);
            inbox.await(8);
            world.settle();
            assertEquals(8, inbox.deliveries().size());
        }

        @Test
        void littleCreditReachesEveryPartition() {
            declare();
            publish(0, 60);
            Inbox inbox = group(0);
            Set<Object> sources = new HashSet<>();
            for (int i = 1; i <= 6; i++) {
                inbox.credit(1);
                sources.add(inbox.await(i).get(i - 1).source());
            }
            assertEquals(PARTITIONS, sources.size());
        }

        @Test
        void messagesAreSettledAtTheSourceOfTheirDelivery() {
            declare();
            publish(0, 20);
            Inbox inbox = group(Subscription.UNLIMITED).await(20);
            List<String> open = new ArrayList<>();
            for (int i = 0; i < 20; i++) {
                if (i % 4 == 0) {
                    open.add(TestClient.text(inbox.get(i)));
                } else {
                    ack(inbox.get(i));
                }
            }
            world.settle();
            restart();
            Inbox again = group(Subscription.UNLIMITED).await(open.size());
            world.settle();
            assertEquals(Set.copyOf(open), Set.copyOf(again.bodies()));
            assertEquals(open.size(), again.deliveries().size());
        }

        @Test
        void theSubscriptionAsAWholeKnowsNoOffsets() {
            declare();
            List<ErrorCode> refusals = new ArrayList<>();
            client.call(s -> {
                SubscribeRequest request = SubscribeRequest.ofStream(StreamSource.wholeGroup("s", "g"), false, 0);
                Subscription whole = s.subscribe(request, client.new Inbox());
                refusals.add(
                        assertThrows(BrokerException.class, () -> whole.ack(0)).code());
            });
            assertEquals(List.of(ErrorCode.INVALID), refusals);
        }

        @Test
        void whatACloserHeldGoesToTheOthersOfItsGroup() {
            declare();
            publish(0, 20);
            Inbox first = group(Subscription.UNLIMITED).await(20);
            Inbox second = group(Subscription.UNLIMITED);
            assertEquals(0, second.deliveries().size());
            first.close();
            second.await(20);
            assertTrue(second.get(0).redelivered());
        }

        @Test
        void consumersOfAGroupShareItsMessages() {
            declare();
            Inbox first = group(Subscription.UNLIMITED);
            Inbox second = group(Subscription.UNLIMITED);
            publish(0, 60);
            world.await(
                    "all", () -> first.deliveries().size() + second.deliveries().size() == 60);
            Set<String> all = new HashSet<>(first.bodies());
            all.addAll(second.bodies());
            assertEquals(60, all.size());
        }

        @Test
        void partitionsThatComeLaterAreReadAsWell() {
            declare();
            Inbox inbox = group(Subscription.UNLIMITED);
            Inbox reader = client.subscribe(SubscribeRequest.ofStream(
                    StreamSource.wholeReader("s", StreamStart.NEXT), false, Subscription.UNLIMITED));
            client.<Void>ask((s, answer) -> s.admin().growStream("s", PARTITIONS + 4, answer));
            publish(0, 60);
            inbox.await(60);
            reader.await(60);
            Set<Object> sources = new HashSet<>();
            inbox.deliveries().forEach(delivery -> sources.add(delivery.source()));
            assertTrue(sources.size() > PARTITIONS, () -> "only " + sources.size() + " partitions are read");
        }

        @Test
        void theEndOfTheStreamIsToldOnce() {
            declare();
            Inbox inbox = group(Subscription.UNLIMITED);
            client.<Void>ask((s, answer) -> s.admin().deleteTopic("s", false, answer));
            world.await("the end", () -> inbox.ended() != null);
        }

        @Test
        void aStreamThatIsNotThereIsRefused() {
            Inbox none = group(1);
            world.await("the refusal", () -> none.ended() != null);
            assertEquals(ErrorCode.NOT_FOUND, none.refusal().code());
            declare();
            Inbox noGroup =
                    client.subscribe(SubscribeRequest.ofStream(StreamSource.wholeGroup("s", "nobody"), false, 1));
            world.await("the refusal", () -> noGroup.ended() != null);
            assertEquals(ErrorCode.NOT_FOUND, noGroup.refusal().code());
        }
    }

    @Nested
    class Simulated extends Rules {
        @Override
        World open() {
            return SimulatedWorld.open(65, Map.of());
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
