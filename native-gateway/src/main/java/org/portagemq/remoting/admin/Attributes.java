// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.remoting.admin;

import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Predicate;
import org.portagemq.client.codec.ResponseCode;
import org.portagemq.remoting.link.Refusal;
import org.portagemq.remoting.node.ConsumerRules;
import org.portagemq.remoting.node.TopicConfig;

/**
 * The attributes that topics, or groups, may have: those of RocketMQ, with the values that are honoured here. Administrators change
 * them by {@code +name} with a value, and {@code -name}.
 */
final class Attributes {

    static final Attributes OF_TOPICS = new Attributes(Map.of(
            TopicConfig.MESSAGE_TYPE,
            Attribute.oneOf("UNSPECIFIED", "NORMAL", "FIFO", "DELAY", "TRANSACTION", "PRIORITY", "LITE", "MIXED"),
            "queue.type",
            Attribute.oneOf("SimpleCQ", "BatchCQ"),
            "cleanup.policy",
            Attribute.oneOf("DELETE"),
            "reserve.time",
            Attribute.oneOf("-1"),
            "lite.topic.expiration",
            Attribute.oneOf("-1")));

    static final Attributes OF_GROUPS =
            new Attributes(Map.of(ConsumerRules.PRIORITY_FACTOR, Attribute.within(0, ConsumerRules.ALWAYS)));

    private final Map<String, Attribute> known;

    /**
     * One of them.
     *
     * @param values those that it may have, for people
     */
    private record Attribute(String values, Predicate<String> takes) {

        static Attribute oneOf(String... values) {
            return new Attribute(String.join(", ", values), Set.of(values)::contains);
        }

        static Attribute within(long least, long most) {
            return new Attribute(least + " to " + most, text -> isWithin(text, least, most));
        }

        private static boolean isWithin(String text, long least, long most) {
            try {
                long value = Long.parseLong(text);
                return value >= least && value <= most;
            } catch (NumberFormatException none) {
                return false;
            }
        }
    }

    private Attributes(Map<String, Attribute> known) {
        this.known = known;
    }

    /** @throws Refusal when the change can be made of nothing */
    void require(String change, String value) {
        boolean adds = change.startsWith("+");
        if (change.length() < 2 || (!adds && !change.startsWith("-"))) {
            throw new Refusal(ResponseCode.SYSTEM_ERROR, "attributes are +name=value or -name, not " + change);
        }
        String name = change.substring(1);
        Attribute attribute = known.get(name);
        if (attribute == null && adds) {
            throw new Refusal(
                    ResponseCode.SYSTEM_ERROR,
                    "there is no attribute '" + name + "'; attributes are "
                            + String.join(", ", new TreeMap<>(known).keySet()));
        }
        if (adds && !attribute.takes.test(value)) {
            throw new Refusal(
                    ResponseCode.SYSTEM_ERROR,
                    "of attributes, " + name + " may be " + attribute.values + ", and not " + value);
        }
    }

    /** Those that there are after changes that were found possible. */
    static Map<String, String> changed(Map<String, String> now, Map<String, String> changes) {
        Map<String, String> changed = new TreeMap<>(now);
        changes.forEach((change, value) -> {
            if (change.startsWith("+")) {
                changed.put(change.substring(1), value);
            } else {
                changed.remove(change.substring(1));
            }
        });
        return changed;
    }
}
