// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.core.routing;

import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Consumer;
import org.portagemq.core.api.Binding;
import org.portagemq.core.api.BrokerException;
import org.portagemq.core.api.Filter;
import org.portagemq.core.api.TopicSettings;
import org.portagemq.core.filter.Filters;

/** A topic and its bindings. Belongs to the core. */
public final class Topic implements RouteTarget {

    private final int id;
    private TopicSettings settings;
    private final BindingIndex index;
    private final Map<Binding, RouteTarget> bindings = new LinkedHashMap<>();
    private final Map<Filter, SharedFilter> filters = new HashMap<>(0);
    private boolean deleted;
    private boolean everBound;
    private int seenInRound;
    private Object attachment;

    public Topic(int id, TopicSettings settings) {
        this.id = id;
        this.settings = settings;
        this.index = BindingIndex.of(settings);
    }

    public int id() {
        return id;
    }

    public TopicSettings settings() {
        return settings;
    }

    /** The settings have changed; the kind and the name have not. */
    public void change(TopicSettings newSettings) {
        settings = newSettings;
    }

    public String name() {
        return settings.name();
    }

    /**
     * Checks a binding that is to be made.
     *
     * @throws BrokerException saying why a topic of this kind cannot have it
     */
    public void check(Binding binding) {
        index.check(binding);
    }

    /** Adds a binding without a filter; answers whether it was not there before. */
    public boolean bind(Binding binding, RouteTarget target) {
        return bind(binding, target, null);
    }

    /** Adds a binding, whose filter was accepted before; answers whether it was not there before. */
    public boolean bind(Binding binding, RouteTarget target, Filters compiler) {
        if (bindings.containsKey(binding)) {
            return false;
        }
        RouteTarget guarded = target;
        if (!binding.filter().isAll()) {
            SharedFilter shared = filters.computeIfAbsent(
                    binding.filter(), filter -> new SharedFilter(compiler.compileAccepted(filter)));
            shared.bound();
            guarded = new SharedFilter.Guarded(shared, target);
        }
        bindings.put(binding, guarded);
        everBound = true;
        index.add(binding, guarded);
        return true;
    }

    /** Removes a binding; answers whether it was there. */
    public boolean unbind(Binding binding) {
        RouteTarget target = bindings.remove(binding);
        if (target == null) {
            return false;
        }
        index.remove(binding, target);
        if (target instanceof SharedFilter.Guarded guarded && guarded.filter().unbound()) {
            filters.remove(binding.filter());
        }
        return true;
    }

    public Collection<Binding> bindings() {
        return bindings.keySet();
    }

    public boolean hasBinding(Binding binding) {
        return bindings.containsKey(binding);
    }

    /** Whether a binding has ever been made, so that the last one's end may end an auto-delete topic. */
    public boolean isAbandoned() {
        return everBound && bindings.isEmpty();
    }

    void match(Lookup lookup, Consumer<RouteTarget> visitor) {
        index.match(lookup, visitor);
    }

    /** Whether a message comes here for the first time in the round: topics may be bound in circles. */
    boolean enter(int round) {
        if (seenInRound == round) {
            return false;
        }
        seenInRound = round;
        return true;
    }

    /** What its owner keeps with it. */
    public Object attachment() {
        return attachment;
    }

    public void attach(Object newAttachment) {
        attachment = newAttachment;
    }

    public boolean isDeleted() {
        return deleted;
    }

    public void markDeleted() {
        deleted = true;
    }
}
