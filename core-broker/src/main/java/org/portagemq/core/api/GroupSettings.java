// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.core.api;

import java.util.Map;
import java.util.Objects;

/**
 * What a consumer group is declared with.
 *
 * @param name unique in the namespace; empty asks the broker for a name
 * @param durable whether the group survives a restart
 * @param exclusive whether only the declaring session may use it; it goes with that session
 * @param autoDelete whether it goes when its last consumer has gone
 * @param arguments settings as the declaring protocol gave them, kept for comparison and listing
 * @param rules how it treats its messages
 */
public record GroupSettings(
        String name,
        boolean durable,
        boolean exclusive,
        boolean autoDelete,
        Map<String, Object> arguments,
        GroupRules rules) {

    public GroupSettings {
        Objects.requireNonNull(name);
        arguments = Arguments.copyOf(arguments);
        Objects.requireNonNull(rules);
    }

    /** A group that keeps every message until it is consumed. */
    public GroupSettings(
            String name, boolean durable, boolean exclusive, boolean autoDelete, Map<String, Object> arguments) {
        this(name, durable, exclusive, autoDelete, arguments, GroupRules.NONE);
    }

    /** The same with other rules. */
    public GroupSettings withRules(GroupRules newRules) {
        return new GroupSettings(name, durable, exclusive, autoDelete, arguments, newRules);
    }

    public static GroupSettings durable(String name) {
        return new GroupSettings(name, true, false, false, Map.of());
    }
}
