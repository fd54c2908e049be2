// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.core.routing;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.function.BiPredicate;
import org.junit.jupiter.api.Test;
import org.portagemq.core.api.Arguments;
import org.portagemq.core.api.Binding;
import org.portagemq.core.api.HeaderMatch;
import org.portagemq.core.api.Message;
import org.portagemq.core.api.MessageFormat;
import org.portagemq.core.api.Payload;
import org.portagemq.core.api.TopicKind;
import org.portagemq.core.api.TopicSettings;

/** Indexed bindings beside a loop over all of them, in random histories. */
class BindingIndexTest {

    private static final int SEEDS = 40;
    private static final List<String> WORDS = List.of("a", "b", "c", "");
    private static final List<String> PATTERN_WORDS = List.of("a", "b", "c", "", "*", "#");

    private record Target(String name) implements RouteTarget {}

    /** Properties that a test gives; the header is not read. */
    private record Given(Map<String, Object> properties) implements MessageFormat {
        @Override
        public byte id() {
            return 9;
        }

        @Override
        public String name() {
            return "given";
        }

        @Override
        public Properties properties(Payload header) {
            return properties::get;
        }
    }

    private static Lookup lookup(String key, Map<String, Object> properties) {
        return new Lookup(Message.of(key, true, new Given(properties), Payload.EMPTY, Payload.EMPTY));
    }

    private static Set<RouteTarget> matched(BindingIndex index, Lookup lookup) {
        Set<RouteTarget> found = new HashSet<>();
        index.match(lookup, found::add);
        return found;
    }

    /** Adds and removes bindings at random and compares what matches. */
    private static void compare(
            TopicKind kind,
            Random random,
            java.util.function.Supplier<Binding> bindings,
            java.util.function.Supplier<Lookup> lookups,
            BiPredicate<Binding, Lookup> matches) {
        BindingIndex index = BindingIndex.of(TopicSettings.of("t", kind, true));
        Map<Binding, RouteTarget> model = new LinkedHashMap<>();
        for (int step = 0; step < 200; step++) {
            if (random.nextInt(3) > 0) {
                Binding binding = bindings.get();
                Target target = new Target(binding.target().name());
                if (model.putIfAbsent(binding, target) == null) {
                    index.add(binding, target);
                }
            } else if (!model.isEmpty()) {
                Binding gone = new ArrayList<>(model.keySet()).get(random.nextInt(model.size()));
                index.remove(gone, model.remove(gone));
            }
            Lookup lookup = lookups.get();
            Set<RouteTarget> expected = new HashSet<>();
            model.forEach((binding, target) -> {
                if (matches.test(binding, lookup)) {
                    expected.add(target);
                }
            });
            assertEquals(expected, matched(index, lookup), () -> lookup.routingKeys() + " among " + model.keySet());
        }
    }

    private static String key(Random random, List<String> words) {
        List<String> chosen = new ArrayList<>();
        for (int i = random.nextInt(5); i >= 0; i--) {
            chosen.add(words.get(random.nextInt(words.size())));
        }
        return String.join(".", chosen);
    }

    private static List<String> split(String key) {
        return key.isEmpty() ? List.of() : List.of(key.split("\\.", -1));
    }

    private static boolean matches(List<String> pattern, List<String> key) {
        if (pattern.isEmpty()) {
            return key.isEmpty();
        }
        List<String> rest = pattern.subList(1, pattern.size());
        if (pattern.get(0).equals("#")) {
            return matches(rest, key) || (!key.isEmpty() && matches(pattern, key.subList(1, key.size())));
        }
        return !key.isEmpty()
                && (pattern.get(0).equals("*") || pattern.get(0).equals(key.get(0)))
                && matches(rest, key.subList(1, key.size()));
    }

    @Test
    void patternsMatchWhatTheirDefinitionSays() {
        for (int seed = 0; seed < SEEDS; seed++) {
            Random random = new Random(seed);
            compare(
                    TopicKind.PATTERN,
                    random,
                    () -> Binding.toGroup("t", "g" + random.nextInt(6), key(random, PATTERN_WORDS)),
                    () -> lookup(key(random, WORDS), Map.of()),
                    (binding, lookup) -> matches(
                            split(binding.key()), split(lookup.routingKeys().get(0))));
        }
    }

    private static Map<String, Object> properties(Random random, boolean withoutValues) {
        Map<String, Object> properties = new LinkedHashMap<>();
        for (int i = random.nextInt(4); i > 0; i--) {
            String name = List.of("a", "b", "c", "x-d").get(random.nextInt(4));
            Object value = random.nextBoolean() ? (Object) random.nextInt(2) : "v" + random.nextInt(2);
            properties.put(name, withoutValues && random.nextInt(4) == 0 ? null : value);
        }
        return properties;
    }

    private static boolean headersMatch(Binding binding, Lookup lookup) {
        Object mode = binding.arguments().getOrDefault(HeaderMatch.ARGUMENT, HeaderMatch.ALL);
        boolean any = mode.equals(HeaderMatch.ANY) || mode.equals(HeaderMatch.ANY_WITH_X);
        boolean withX = mode.equals(HeaderMatch.ALL_WITH_X) || mode.equals(HeaderMatch.ANY_WITH_X);
        boolean result = !any;
        for (Map.Entry<String, Object> wanted : binding.arguments().entrySet()) {
            String name = wanted.getKey();
            if (name.equals(HeaderMatch.ARGUMENT) || (!withX && name.startsWith("x-"))) {
                continue;
            }
            Object actual = lookup.property(name);
            boolean same = actual != null
                    && (wanted.getValue() == null || wanted.getValue().equals(Arguments.canonical(actual)));
            result = any ? result || same : result && same;
        }
        return result;
    }

    @Test
    void headersMatchWhatTheirDefinitionSays() {
        List<String> modes = List.of(HeaderMatch.ALL, HeaderMatch.ANY, HeaderMatch.ALL_WITH_X, HeaderMatch.ANY_WITH_X);
        for (int seed = 0; seed < SEEDS; seed++) {
            Random random = new Random(seed);
            compare(
                    TopicKind.HEADERS,
                    random,
                    () -> {
                        Map<String, Object> arguments = properties(random, true);
                        if (random.nextInt(5) > 0) {
                            arguments.put(HeaderMatch.ARGUMENT, modes.get(random.nextInt(modes.size())));
                        }
                        return new Binding("t", new Binding.Target.Group("g" + random.nextInt(6)), "", arguments);
                    },
                    () -> lookup("", properties(random, false)),
                    BindingIndexTest::headersMatch);
        }
    }
}
