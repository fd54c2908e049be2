// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.core.routing;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.portagemq.core.api.Binding;

/** Bindings by equal key. */
final class KeyBindings implements BindingIndex {

    private final Map<String, TargetSet> byKey = new HashMap<>();

    @Override
    public void add(Binding binding, RouteTarget target) {
        byKey.computeIfAbsent(binding.key(), key -> new TargetSet()).add(target);
    }

    @Override
    public void remove(Binding binding, RouteTarget target) {
        TargetSet targets = byKey.get(binding.key());
        if (targets != null) {
            targets.remove(target);
            if (targets.isEmpty()) {
                byKey.remove(binding.key());
            }
        }
    }

    @Override
    public void match(Lookup lookup, Consumer<RouteTarget> visitor) {
        List<String> keys = lookup.routingKeys();
        for (int i = 0; i < keys.size(); i++) {
            TargetSet targets = byKey.get(keys.get(i));
            if (targets != null) {
                targets.forEach(visitor);
            }
        }
    }
}
