// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.core.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.portagemq.core.api.Binding;
import org.portagemq.core.api.ErrorCode;
import org.portagemq.core.api.FlushPolicy;
import org.portagemq.core.api.Message;
import org.portagemq.core.api.MessageFormat;
import org.portagemq.core.api.Payload;
import org.portagemq.core.api.Retention;
import org.portagemq.core.api.TopicKind;
import org.portagemq.core.api.TopicSettings;

/** The rules of routing: which messages reach which groups. */
class RoutingContractTest {

    abstract static class Rules extends ContractChapter {

        @Test
        void aDirectTopicComparesKeys() {
            client.declareTopic("t", TopicKind.DIRECT);
            client.declareGroup("red");
            client.declareGroup("blue");
            client.bind("t", "red", "r");
            client.bind("t", "blue", "b");
            client.publish("t", "r", "1");
            assertEquals(List.of("1"), client.drain("red"));
            assertEquals(List.of(), client.drain("blue"));
        }

        @Test
        void aFanoutTopicReachesEveryGroup() {
            client.declareTopic("t", TopicKind.FANOUT);
            for (String group : List.of("a", "b", "c")) {
                client.declareGroup(group);
                client.bind("t", group, "");
            }
            client.publish("t", "any", "1");
            for (String group : List.of("a", "b", "c")) {
                assertEquals(List.of("1"), client.drain(group));
            }
        }

        @Test
        void patternsMatchWords() {
            client.declareTopic("t", TopicKind.PATTERN);
            for (String pattern : List.of("a.*.c", "a.#", "#.c", "#", "*.b", "a.b.c", "*.*.*", "#.b.#")) {
                client.declareGroup(pattern);
                client.bind("t", pattern, pattern);
            }
            client.publish("t", "a.b.c", "1");
            for (String pattern : List.of("a.*.c", "a.#", "#.c", "#", "a.b.c", "*.*.*", "#.b.#")) {
                assertEquals(List.of("1"), client.drain(pattern), pattern);
            }
            assertEquals(List.of(), client.drain("*.b"));
        }

        @Test
        void aManyWordStandsForNoWordToo() {
            client.declareTopic("t", TopicKind.PATTERN);
            client.declareGroup("q");
            client.bind("t", "q", "a.#.#.b");
            client.publish("t", "a.b", "near");
            client.publish("t", "a.x.y.b", "far");
            client.publish("t", "a", "not");
            assertEquals(List.of("near", "far"), client.drain("q"));
        }

        @Test
        void aGroupGetsAMessageOnceHoweverManyBindingsMatch() {
            client.declareTopic("t", TopicKind.PATTERN);
            client.declareGroup("q");
            client.bind("t", "q", "a.*");
            client.bind("t", "q", "a.#");
            client.bind("t", "q", "*.b");
            client.publish("t", "a.b", "1");
            assertEquals(List.of("1"), client.drain("q"));
        }

        @Test
        void severalRoutingKeysReachSeveralGroupsOnceEach() {
            client.declareTopic("t", TopicKind.DIRECT);
            client.declareGroup("a");
            client.declareGroup("b");
            client.bind("t", "a", "x");
            client.bind("t", "b", "y");
            client.bind("t", "b", "z");
            Message message = new Message(
                    List.of("x", "y", "z"),
                    true,
                    0,
                    Message.NO_TTL,
                    FlushPolicy.DEFAULT,
                    List.of(),
                    MessageFormat.PLAIN,
                    Payload.EMPTY,
                    Payload.utf8("1"));
            client.confirmed(client.send("t", message));
            assertEquals(List.of("1"), client.drain("a"));
            assertEquals(List.of("1"), client.drain("b"));
        }

        @Test
        void topicsRouteOnToTopicsAndCirclesEnd() {
            client.declareTopic("first", TopicKind.FANOUT);
            client.declareTopic("second", TopicKind.DIRECT);
            client.declareGroup("q");
            client.bind(Binding.toTopic("first", "second", ""));
            client.bind(Binding.toTopic("second", "first", "k"));
            client.bind("second", "q", "k");
            client.publish("first", "k", "1");
            assertEquals(List.of("1"), client.drain("q"));
        }

        @Test
        void anAlternateGetsWhatNoBindingWants() {
            client.declareTopic("rest", TopicKind.FANOUT);
            client.declareTopic(new TopicSettings(
                    "t", TopicKind.DIRECT, true, false, false, "rest", 0, Retention.FOREVER, Map.of()));
            client.declareGroup("q");
            client.declareGroup("others");
            client.bind("t", "q", "k");
            client.bind("rest", "others", "");
            client.publish("t", "k", "wanted");
            client.publish("t", "else", "unwanted");
            assertEquals(List.of("wanted"), client.drain("q"));
            assertEquals(List.of("unwanted"), client.drain("others"));
        }

        @Test
        void unbindingAndDeletingTakeEffectForTheNextMessage() {
            client.declareTopic("t", TopicKind.DIRECT);
            client.declareGroup("q");
            client.bind("t", "q", "k");
            client.publish("t", "k", "1");
            client.<Void>ask((s, answer) -> s.admin().unbind(Binding.toGroup("t", "q", "k"), answer));
            client.publish("t", "k", "2");
            assertEquals(List.of("1"), client.drain("q"));
        }

        @Test
        void anAutoDeleteTopicGoesWithItsLastBinding() {
            client.declareTopic(
                    new TopicSettings("t", TopicKind.DIRECT, true, true, false, "", 0, Retention.FOREVER, Map.of()));
            client.declareGroup("q");
            client.bind("t", "q", "k");
            client.<Long>ask((s, answer) -> s.admin().deleteGroup("q", false, false, answer));
            assertEquals(
                    ErrorCode.NOT_FOUND,
                    refusal(() ->
                            client.<TopicSettings>ask((s, answer) -> s.admin().describeTopic("t", answer))));
        }
    }

    @Nested
    class Simulated extends Rules {
        @Override
        World open() {
            return SimulatedWorld.open(71, Map.of("store.segment-bytes", "1MiB", "store.ring-bytes", "1MiB"));
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
