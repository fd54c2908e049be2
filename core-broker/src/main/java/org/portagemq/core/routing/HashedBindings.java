// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.core.routing;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.portagemq.core.api.Arguments;
import org.portagemq.core.api.Binding;
import org.portagemq.core.api.BrokerException;
import org.portagemq.core.api.ErrorCode;

/**
 * Each message to one of the bindings, by a hash of its routing key or of one of its properties; a binding's key is its
 * weight. The binding with the highest score for the hash wins (weighted rendezvous hashing), so that a binding that comes
 * or goes moves no more messages than its own share. The cost is one score for each binding, so their number is bounded.
 */
final class HashedBindings implements BindingIndex {

    private static final int MAX_BINDINGS = 1_000;
    private static final int MAX_WEIGHT = 1_000_000;
    private static final double UNIT = 0x1.0p-53;

    private final String property;
    private final List<Entry> entries = new ArrayList<>();

    /** A binding; its seed makes its scores independent of the others'. */
    private record Entry(Binding binding, RouteTarget target, int weight, long seed) {

        private double score(long hash) {
            // Uniform in (0, 1): the larger the weight, the closer the score of a draw comes to 0 from below.
            double draw = ((mix(hash ^ seed) >>> 11) + 0.5) * UNIT;
            return Math.log(draw) / weight;
        }
    }

    /**
     * No bindings yet.
     *
     * @param property whose value is hashed, or empty for the routing key
     */
    HashedBindings(String property) {
        this.property = property;
    }

    /** Checks a binding that is to be added. */
    @Override
    public void check(Binding binding) {
        weight(binding);
        if (entries.size() >= MAX_BINDINGS) {
            throw new BrokerException(
                    ErrorCode.LIMIT_EXCEEDED,
                    "topic '" + binding.topic() + "' has " + MAX_BINDINGS
                            + " bindings, as many as one that hashes may");
        }
    }

    private static int weight(Binding binding) {
        try {
            int weight = Integer.parseInt(binding.key());
            if (weight >= 1 && weight <= MAX_WEIGHT) {
                return weight;
            }
        } catch (NumberFormatException noNumber) {
            // Said below.
        }
        throw new BrokerException(
                ErrorCode.INVALID,
                "the key of a binding to topic '" + binding.topic() + "' is its weight, a whole number from 1 to "
                        + MAX_WEIGHT + ", not '" + binding.key() + "'");
    }

    @Override
    public void add(Binding binding, RouteTarget target) {
        long seed = mix(hash(binding.target().getClass().getSimpleName()
                        + binding.target().name())
                ^ hash(binding.key() + binding.arguments()));
        entries.add(new Entry(binding, target, weight(binding), seed));
    }

    @Override
    public void remove(Binding binding, RouteTarget target) {
        entries.removeIf(entry -> entry.binding.equals(binding));
    }

    @Override
    public void match(Lookup lookup, Consumer<RouteTarget> visitor) {
        if (entries.isEmpty()) {
            return;
        }
        if (!property.isEmpty()) {
            Object value = lookup.property(property);
            visitor.accept(choose(hash(value == null ? "" : String.valueOf(Arguments.canonical(value)))));
            return;
        }
        List<String> keys = lookup.routingKeys();
        for (int i = 0; i < keys.size(); i++) {
            visitor.accept(choose(hash(keys.get(i))));
        }
    }

    private RouteTarget choose(long hash) {
        Entry best = entries.get(0);
        double highest = best.score(hash);
        for (int i = 1; i < entries.size(); i++) {
            double score = entries.get(i).score(hash);
            if (score > highest) {
                highest = score;
                best = entries.get(i);
            }
        }
        return best.target;
    }

    /** FNV-1a over the characters: the same on every machine and after every restart. */
    private static long hash(String text) {
        long hash = 0xCBF29CE484222325L;
        for (int i = 0; i < text.length(); i++) {
            hash = (hash ^ text.charAt(i)) * 0x100000001B3L;
        }
        return mix(hash);
    }

    private static long mix(long bits) {
        long mixed = (bits ^ (bits >>> 30)) * 0xBF58476D1CE4E5B9L;
        mixed = (mixed ^ (mixed >>> 27)) * 0x94D049BB133111EBL;
        return mixed ^ (mixed >>> 31);
    }
}
