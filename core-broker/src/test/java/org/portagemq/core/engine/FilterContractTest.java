// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.core.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.portagemq.core.api.Binding;
import org.portagemq.core.api.BrokerException;
import org.portagemq.core.api.BrowsePage;
import org.portagemq.core.api.ErrorCode;
import org.portagemq.core.api.Filter;
import org.portagemq.core.api.GroupRules;
import org.portagemq.core.api.GroupSettings;
import org.portagemq.core.api.Message;
import org.portagemq.core.api.Release;
import org.portagemq.core.api.SubscribeRequest;
import org.portagemq.core.api.Subscription;
import org.portagemq.core.api.TopicKind;
import org.portagemq.core.engine.TestClient.Inbox;

/** Filters of bindings, of subscriptions and of those who only look. */
class FilterContractTest {

    abstract static class Rules extends ContractChapter {

        private Inbox select(String group, String selector, int credit) {
            return client.subscribe(
                    new SubscribeRequest(group, false, false, credit).filtered(Filter.selector(selector)));
        }

        private void bind(String topic, String group, Filter filter) {
            client.bind(Binding.toGroup(topic, group, "").filtered(filter));
        }

        private void publish(String topic, String properties, String text) {
            client.confirmed(client.send(topic, message("k", properties, text)));
        }

        @Test
        void aBindingWithAFilterLeadsOnlyWhatPasses() {
            client.declareTopic("t", TopicKind.FANOUT);
            client.declareGroup("red");
            client.declareGroup("all");
            bind("t", "red", Filter.selector("color = 'red'"));
            client.bind("t", "all", "");
            publish("t", "color=red", "1");
            publish("t", "color=blue", "2");
            publish("t", "", "3");
            assertEquals(List.of("1"), client.drain("red"));
            assertEquals(List.of("1", "2", "3"), client.drain("all"));
        }

        @Test
        void whatNoFilterWantsIsUnrouted() {
            client.declareTopic("t", TopicKind.FANOUT);
            client.declareGroup("red");
            bind("t", "red", Filter.selector("color = 'red'"));
            publish("t", "color=red", "1");
            publish("t", "color=blue", "2");
            assertEquals(1, client.outcomes().unrouted().size());
        }

        @Test
        void aFilterOfABindingSurvivesARestartAndGoesWithItsBinding() {
            client.declareTopic("t", TopicKind.DIRECT);
            client.declareGroup("q");
            Binding binding = Binding.toGroup("t", "q", "k").filtered(Filter.selector("size > 2"));
            client.bind(binding);
            restart();
            assertEquals(List.of(binding), client.<List<Binding>>ask((s, answer) -> s.admin()
                    .listBindings(answer)));
            publish("t", "size=3", "3");
            publish("t", "size=2", "2");
            client.<Void>ask((s, answer) -> s.admin().unbind(binding, answer));
            publish("t", "size=4", "4");
            assertEquals(List.of("3"), client.drain("q"));
        }

        @Test
        void tagsOfABindingAreComparedWithRoutingKeys() {
            client.declareTopic("t", TopicKind.FANOUT);
            client.declareGroup("q");
            bind("t", "q", Filter.tags("a || b"));
            for (String tag : List.of("a", "b", "c")) {
                client.publish("t", tag, tag);
            }
            assertEquals(List.of("a", "b"), client.drain("q"));
        }

        @Test
        void aHeaderIsReadOnceHoweverManyFiltersLook() {
            client.declareTopic("t", TopicKind.FANOUT);
            for (int i = 0; i < 20; i++) {
                client.declareGroup("q" + i);
                bind("t", "q" + i, Filter.selector("size = " + i % 10));
            }
            List<Inbox> inboxes = new ArrayList<>();
            for (int i = 0; i < 5; i++) {
                inboxes.add(select("q3", "size > " + i, 10));
            }
            int before = TestFormat.INSTANCE.reads();
            publish("t", "size=3", "x");
            inboxes.get(0).await(1);
            assertEquals(1, TestFormat.INSTANCE.reads() - before);
            assertEquals(1, client.describeGroup("q13").ready());
            assertEquals(0, client.describeGroup("q4").ready());
        }

        @Test
        void aHeaderThatCannotBeReadPassesNoFilterAndIsCounted() {
            client.declareTopic("t", TopicKind.FANOUT);
            client.declareGroup("some");
            client.declareGroup("all");
            bind("t", "some", Filter.selector("color IS NULL"));
            client.bind("t", "all", "");
            publish("t", "nonsense", "1");
            assertEquals(List.of(), client.drain("some"));
            Inbox selective = select("all", "color IS NULL", 1);
            world.settle();
            assertEquals(List.of(), selective.bodies());
            assertEquals(List.of("1"), client.drain("all"));
            assertEquals(1, world.broker().status().counters().get("headers_unreadable"));
        }

        @Test
        void whatIsNotUnderstoodIsRefusedWithItsPlace() {
            client.declareTopic("t", TopicKind.FANOUT);
            client.declareGroup("q");
            assertEquals(ErrorCode.INVALID, refusal(() -> bind("t", "q", Filter.selector("color = "))));
            BrokerException refused = select("q", "color LIKE 7", 1).refusal();
            assertEquals(ErrorCode.INVALID, refused.code());
            assertTrue(refused.getMessage().contains("at character 12"), refused.getMessage());
            assertEquals(
                    ErrorCode.INVALID,
                    refusal(() -> client.<BrowsePage>ask(
                            (s, answer) -> s.browse("q", 0, 10, Filter.selector("1 + 1"), answer))));
            assertEquals(0, client.describeGroup("q").consumers());
        }

        @Test
        void aSelectiveConsumerGetsWhatItWantsInOrderAndLeavesTheRest() {
            client.declareGroup("q");
            for (int i = 0; i < 12; i++) {
                put("q", "rest=" + i % 3, String.valueOf(i));
            }
            Inbox inbox = select("q", "rest = 1", 10).await(4);
            assertEquals(List.of("1", "4", "7", "10"), inbox.bodies());
            assertFalse(inbox.get(3).redelivered());
            inbox.ackAll();
            assertEquals(List.of("0", "2", "3", "5", "6", "8", "9", "11"), client.drain("q"));
        }

        @Test
        void selectiveConsumersAndOthersShareAGroup() {
            client.declareGroup("q");
            Inbox ones = select("q", "rest = 1", Subscription.UNLIMITED);
            Inbox twos = select("q", "rest = 2", Subscription.UNLIMITED);
            for (int i = 0; i < 9; i++) {
                put("q", "rest=" + i % 3, String.valueOf(i));
            }
            ones.await(3);
            twos.await(3);
            Inbox all = client.subscribe("q", 10).await(3);
            assertEquals(List.of("1", "4", "7"), ones.bodies());
            assertEquals(List.of("2", "5", "8"), twos.bodies());
            assertEquals(List.of("0", "3", "6"), all.bodies());
            assertFalse(all.get(0).redelivered());
        }

        @Test
        void creditOfASelectiveConsumerIsForWhatItWants() {
            client.declareGroup("q");
            for (int i = 0; i < 300; i++) {
                put("q", "rest=" + i % 100, String.valueOf(i));
            }
            Inbox inbox = select("q", "rest = 99", 1).await(1);
            world.settle();
            assertEquals(List.of("99"), inbox.bodies());
            inbox.credit(1);
            assertEquals(List.of("99", "199"), inbox.await(2).bodies());
        }

        @Test
        void whatWasLookedAtIsNotLookedAtAgainForEachCredit() {
            client.declareGroup("q");
            for (int i = 0; i < 500; i++) {
                client.send("", message("q", "rest=" + i % 50, String.valueOf(i)));
            }
            put("q", "rest=0", "500");
            long before = world.broker().status().counters().get("messages_selected_from");
            Inbox inbox = select("q", "rest = 49", 1).await(1);
            for (int i = 1; i < 10; i++) {
                inbox.credit(1);
                inbox.await(i + 1);
            }
            inbox.credit(1);
            world.settle();
            assertEquals(numbers(49, 500, 50), inbox.bodies());
            long looked = world.broker().status().counters().get("messages_selected_from") - before;
            assertEquals(501, looked);
        }

        @Test
        void aMessageGivenBackBelowWhatWasLookedAtIsFoundAgain() {
            client.declareGroup("q");
            for (int i = 0; i < 6; i++) {
                put("q", "rest=" + i % 2, String.valueOf(i));
            }
            Inbox all = client.subscribe("q", 2).await(2);
            Inbox ones = select("q", "rest = 1", 2).await(2);
            assertEquals(List.of("3", "5"), ones.bodies());
            all.cancel();
            all.release(1, Release.UNCOUNTED);
            ones.release(1, Release.UNCOUNTED);
            world.settle();
            ones.credit(2);
            ones.await(4);
            assertEquals(List.of("3", "5", "1", "5"), ones.bodies());
            assertTrue(ones.get(2).redelivered());
            assertTrue(ones.get(3).redelivered());
            assertEquals(5, ones.get(3).offset());
        }

        @Test
        void whatASelectiveConsumerHoldsGoesBackToItsPlaceWhenItLeaves() {
            client.declareGroup("q");
            for (int i = 0; i < 6; i++) {
                put("q", "rest=" + i % 2, String.valueOf(i));
            }
            Inbox ones = select("q", "rest = 1", 2).await(2);
            ones.close();
            Inbox all = client.subscribe("q", 10).await(6);
            assertEquals(numbers(0, 6, 1), all.bodies());
            assertEquals(
                    List.of(false, true, false, true, false, false),
                    all.deliveries().stream()
                            .map(delivery -> delivery.redelivered())
                            .toList());
        }

        @Test
        void theHigherPriorityComesFirstToASelectiveConsumerToo() {
            client.declareGroup(
                    new GroupSettings("q", true, false, false, Map.of(), GroupRules.NONE.withMaxPriority(9)));
            for (int i = 0; i < 8; i++) {
                Message plain = message("q", "rest=" + i % 2, String.valueOf(i));
                client.confirmed(client.send(
                        "",
                        new Message(
                                plain.routingKeys(),
                                true,
                                i / 4,
                                Message.NO_TTL,
                                plain.flush(),
                                List.of(),
                                plain.format(),
                                plain.header(),
                                plain.body())));
            }
            assertEquals(
                    List.of("5", "7", "1", "3"),
                    select("q", "rest = 1", 10).await(4).bodies());
        }

        @Test
        void purgedMessagesAreNotHandedToSelectiveConsumers() {
            client.declareGroup("q");
            for (int i = 0; i < 6; i++) {
                put("q", "rest=" + i % 2, String.valueOf(i));
            }
            Inbox ones = select("q", "rest = 1", 1).await(1);
            client.<Long>ask((s, answer) -> s.admin().purgeGroup("q", answer));
            ones.credit(5);
            put("q", "rest=1", "new");
            assertEquals(List.of("1", "new"), ones.await(2).bodies());
        }

        @Test
        void whoOnlyLooksMaySelectToo() {
            client.declareGroup("q");
            for (int i = 0; i < 10; i++) {
                put("q", "rest=" + i % 2, String.valueOf(i));
            }
            BrowsePage page = client.ask((s, answer) -> s.browse("q", 0, 6, Filter.selector("rest = 1"), answer));
            assertEquals(
                    List.of(1L, 3L, 5L),
                    page.entries().stream().map(BrowsePage.Entry::offset).toList());
            assertEquals(6, page.nextOffset());
            assertEquals(10, client.describeGroup("q").ready());
        }
    }

    @Nested
    class Simulated extends Rules {
        @Override
        World open() {
            return SimulatedWorld.open(61, Map.of());
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
