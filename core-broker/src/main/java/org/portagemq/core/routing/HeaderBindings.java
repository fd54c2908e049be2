// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.core.routing;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Consumer;
import org.portagemq.core.api.Arguments;
import org.portagemq.core.api.Binding;
import org.portagemq.core.api.BrokerException;
import org.portagemq.core.api.ErrorCode;
import org.portagemq.core.api.HeaderMatch;

/**
 * Bindings by properties. A binding that wants all of its arguments is filed under the first of them, one that wants
 * any under each: a message looks only where one of its own properties leads. An argument without a value asks only
 * that the property is there.
 */
final class HeaderBindings implements BindingIndex {

    private static final Object PRESENT = new Object();
    private static final List<Object> MODES =
            List.of(HeaderMatch.ALL, HeaderMatch.ANY, HeaderMatch.ALL_WITH_X, HeaderMatch.ANY_WITH_X);

    private final Map<String, Map<Object, List<Entry>>> filed = new HashMap<>();
    private final List<Entry> always = new ArrayList<>();

    private record Entry(Binding binding, boolean all, Map<String, Object> wanted, RouteTarget target) {

        static Entry of(Binding binding, RouteTarget target) {
            Object mode = binding.arguments().getOrDefault(HeaderMatch.ARGUMENT, HeaderMatch.ALL);
            boolean withX = mode.equals(HeaderMatch.ALL_WITH_X) || mode.equals(HeaderMatch.ANY_WITH_X);
            boolean all = mode.equals(HeaderMatch.ALL) || mode.equals(HeaderMatch.ALL_WITH_X);
            Map<String, Object> wanted = new LinkedHashMap<>();
            binding.arguments().forEach((name, value) -> {
                if (!name.equals(HeaderMatch.ARGUMENT) && (withX || !name.startsWith("x-"))) {
                    wanted.put(name, value);
                }
            });
            return new Entry(binding, all, wanted, target);
        }

        boolean matches(Lookup lookup) {
            return all
                    ? wanted.keySet().stream().allMatch(name -> matches(lookup, name))
                    : wanted.keySet().stream().anyMatch(name -> matches(lookup, name));
        }

        private boolean matches(Lookup lookup, String name) {
            Object actual = lookup.property(name);
            Object value = wanted.get(name);
            return actual != null && (value == null || value.equals(Arguments.canonical(actual)));
        }

        boolean is(Binding other, RouteTarget otherTarget) {
            return binding.equals(other) && target.equals(otherTarget);
        }
    }

    @Override
    public void check(Binding binding) {
        Object mode = binding.arguments().getOrDefault(HeaderMatch.ARGUMENT, HeaderMatch.ALL);
        if (!MODES.contains(mode)) {
            throw new BrokerException(
                    ErrorCode.INVALID,
                    "'" + HeaderMatch.ARGUMENT + "' of a binding to topic '" + binding.topic() + "' is one of " + MODES
                            + ", not '" + mode + "'");
        }
    }

    @Override
    public void add(Binding binding, RouteTarget target) {
        Entry entry = Entry.of(binding, target);
        if (entry.wanted.isEmpty()) {
            // Nothing to compare: wanting all of nothing always holds, wanting any of nothing never.
            if (entry.all) {
                always.add(entry);
            }
            return;
        }
        for (String name : places(entry)) {
            filed.computeIfAbsent(name, key -> new HashMap<>())
                    .computeIfAbsent(place(entry.wanted.get(name)), key -> new ArrayList<>())
                    .add(entry);
        }
    }

    @Override
    public void remove(Binding binding, RouteTarget target) {
        Entry entry = Entry.of(binding, target);
        always.removeIf(other -> other.is(binding, target));
        for (String name : places(entry)) {
            Map<Object, List<Entry>> byValue = filed.get(name);
            Object place = place(entry.wanted.get(name));
            List<Entry> entries = byValue == null ? null : byValue.get(place);
            if (entries == null) {
                continue;
            }
            entries.removeIf(other -> other.is(binding, target));
            if (entries.isEmpty()) {
                byValue.remove(place);
            }
            if (byValue.isEmpty()) {
                filed.remove(name);
            }
        }
    }

    @Override
    public void match(Lookup lookup, Consumer<RouteTarget> visitor) {
        always.forEach(entry -> visitor.accept(entry.target()));
        filed.forEach((name, byValue) -> {
            Object actual = lookup.property(name);
            if (actual != null) {
                visit(byValue.get(Arguments.canonical(actual)), lookup, visitor);
                visit(byValue.get(PRESENT), lookup, visitor);
            }
        });
    }

    private static void visit(List<Entry> entries, Lookup lookup, Consumer<RouteTarget> visitor) {
        if (entries != null) {
            for (Entry entry : entries) {
                if (entry.matches(lookup)) {
                    visitor.accept(entry.target());
                }
            }
        }
    }

    private static Iterable<String> places(Entry entry) {
        return entry.all && !entry.wanted.isEmpty()
                ? List.of(entry.wanted.keySet().iterator().next())
                : entry.wanted.keySet();
    }

    private static Object place(Object value) {
        return Objects.requireNonNullElse(value, PRESENT);
    }
}
