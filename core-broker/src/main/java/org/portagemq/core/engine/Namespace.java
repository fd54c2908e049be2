// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.core.engine;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import org.portagemq.core.api.Binding;
import org.portagemq.core.api.FlushPolicy;
import org.portagemq.core.api.NamespaceLimits;
import org.portagemq.core.api.NamespaceSettings;
import org.portagemq.core.policy.Policies;
import org.portagemq.core.routing.Topic;

/** What one namespace holds. Belongs to the core. */
final class Namespace {

    private final int id;
    private NamespaceSettings settings;
    /** Also read where sessions are opened, outside of the core. */
    private volatile NamespaceLimits limits;

    private final Map<String, Topic> topics = new LinkedHashMap<>();
    private final Map<String, Group> groups = new LinkedHashMap<>();
    private final Policies policies = new Policies();
    private final Map<Binding.Target, Set<Binding>> inbound = new HashMap<>();
    private int topologyEpoch;
    private int bindingCount;
    private boolean deleted;

    Namespace(int id, NamespaceSettings settings) {
        this.id = id;
        this.settings = settings;
        this.limits = settings.limits();
    }

    int id() {
        return id;
    }

    String name() {
        return settings.name();
    }

    NamespaceSettings settings() {
        return settings;
    }

    void change(NamespaceSettings newSettings) {
        settings = newSettings;
        limits = newSettings.limits();
    }

    /** Thread-safe. */
    NamespaceLimits limits() {
        return limits;
    }

    boolean isDeleted() {
        return deleted;
    }

    void markDeleted() {
        deleted = true;
    }

    /** Whether a message of this policy counts as stored only when it is synced. */
    boolean isSynced(FlushPolicy policy, FlushPolicy brokerDefault) {
        FlushPolicy effective = policy;
        if (effective == FlushPolicy.DEFAULT) {
            effective = settings.flush();
        }
        if (effective == FlushPolicy.DEFAULT) {
            effective = brokerDefault;
        }
        return effective != FlushPolicy.ASYNC;
    }

    Map<String, Topic> topics() {
        return topics;
    }

    Map<String, Group> groups() {
        return groups;
    }

    Policies policies() {
        return policies;
    }

    /** The bindings that lead to the target. */
    Set<Binding> inbound(Binding.Target target) {
        return inbound.getOrDefault(target, Set.of());
    }

    void addInbound(Binding binding) {
        inbound.computeIfAbsent(binding.target(), key -> new LinkedHashSet<>()).add(binding);
        bindingCount++;
    }

    void removeInbound(Binding binding) {
        Set<Binding> bindings = inbound.get(binding.target());
        if (bindings != null) {
            if (bindings.remove(binding)) {
                bindingCount--;
            }
            if (bindings.isEmpty()) {
                inbound.remove(binding.target());
            }
        }
    }

    int bindingCount() {
        return bindingCount;
    }

    /** Changes whenever routes found before may not hold any more. */
    int topologyEpoch() {
        return topologyEpoch;
    }

    void topologyChanged() {
        topologyEpoch++;
    }
}
