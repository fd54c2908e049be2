// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.amqp.v10;

import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.qpid.proton.amqp.Symbol;
import org.apache.qpid.proton.amqp.messaging.Source;
import org.apache.qpid.proton.amqp.messaging.TerminusDurability;
import org.apache.qpid.proton.amqp.messaging.TerminusExpiryPolicy;
import org.portagemq.core.api.Binding;
import org.portagemq.core.api.GroupRules;
import org.portagemq.core.api.GroupSettings;

/**
 * A subscription to a topic that has a name, because it outlives its links or because links share it. Its group has the
 * name that other protocols would use for the same one:
 *
 * <pre>
 *  durable              CONTAINER.NAME, or NAME for a global one
 *  shared, not durable  the same behind a bar
 * </pre>
 *
 * That a durable one is shared is an argument of its binding.
 *
 * @param link the name of the link, from which that of the subscription comes
 * @param container of the peer; null for a subscription of all containers
 * @param expiresMs after how long without a link it ends, or {@link GroupRules#UNLIMITED}
 */
record NamedSubscription(
        String link,
        String container,
        Node topic,
        Selectors selectors,
        boolean durable,
        boolean shared,
        long expiresMs) {

    static final String SHARED = "shared";
    static final String GLOBAL = "global";

    private static final Map<String, Object> SHARED_ARGUMENTS = Map.of("subscription", "shared");
    private static final long MS_PER_SECOND = 1_000;

    /** What the source asks for; empty when it asks for no more than a subscription of the link. */
    static Optional<NamedSubscription> of(
            String link, String container, Source source, Node topic, Selectors selectors) {
        boolean shared = Node.has(source.getCapabilities(), SHARED);
        boolean global = Node.has(source.getCapabilities(), GLOBAL);
        if (global && !shared) {
            throw new Refusal(Conditions.NOT_IMPLEMENTED, "a global subscription that is not shared");
        }
        long timeoutMs = source.getTimeout() == null ? 0 : source.getTimeout().longValue() * MS_PER_SECOND;
        boolean forEver = TerminusExpiryPolicy.NEVER.equals(source.getExpiryPolicy());
        boolean durable = source.getDurable() != null
                && source.getDurable() != TerminusDurability.NONE
                && (forEver || timeoutMs > 0);
        if (!durable && !shared) {
            return Optional.empty();
        }
        return Optional.of(new NamedSubscription(
                link,
                global ? null : container,
                topic,
                selectors,
                durable,
                shared,
                forEver ? GroupRules.UNLIMITED : timeoutMs));
    }

    /** The group of a durable subscription. */
    static String durableGroup(String container, String name) {
        return container == null || container.isEmpty() ? name : container + "." + name;
    }

    /** Links that share a subscription have names of their own: what follows the bar tells them apart. */
    static String nameIn(String link) {
        int bar = link.indexOf('|');
        return bar < 0 ? link : link.substring(0, bar);
    }

    String name() {
        return shared ? nameIn(link) : link;
    }

    String group() {
        String durableGroup = durableGroup(container, name());
        return durable ? durableGroup : "|" + durableGroup;
    }

    /** As the group is declared when there is none. */
    GroupSettings settings() {
        GroupSettings plain = new GroupSettings(group(), durable, false, !durable, Map.of());
        return durable && expiresMs > 0 ? plain.withRules(GroupRules.NONE.withExpiresMs(expiresMs)) : plain;
    }

    Binding binding() {
        return new Binding(
                        topic.topic(),
                        new Binding.Target.Group(group()),
                        topic.key(),
                        durable && shared ? SHARED_ARGUMENTS : Map.of())
                .filtered(selectors.filter());
    }

    /** Bindings that a subscription has, of all that a group has. */
    static List<Binding> own(List<Binding> all) {
        return all.stream().filter(each -> !each.topic().isEmpty()).toList();
    }

    static boolean isShared(List<Binding> own) {
        return own.stream().anyMatch(each -> each.arguments().equals(SHARED_ARGUMENTS));
    }

    void describe(Source source) {
        source.setFilter(selectors.honoured());
        source.setDurable(durable ? source.getDurable() : TerminusDurability.NONE);
        if (!durable) {
            source.setExpiryPolicy(TerminusExpiryPolicy.LINK_DETACH);
        }
    }

    /** The source of one of which nothing is known but what it has in the broker. */
    static Source describe(Binding own, boolean global) {
        Source source = new Source();
        boolean plain = own.topic().equals(Node.TOPICS);
        source.setAddress(plain ? own.key() : Node.address(own.topic(), own.key()));
        source.setDurable(TerminusDurability.UNSETTLED_STATE);
        source.setExpiryPolicy(TerminusExpiryPolicy.NEVER);
        Set<Symbol> capabilities = new LinkedHashSet<>(Arrays.asList(Node.TOPIC));
        if (isShared(List.of(own))) {
            capabilities.add(Symbol.valueOf(SHARED));
        }
        if (global) {
            capabilities.add(Symbol.valueOf(GLOBAL));
        }
        source.setCapabilities(capabilities.toArray(new Symbol[0]));
        return source;
    }
}
