// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.core.routing;

import java.util.function.Consumer;
import org.portagemq.core.api.Binding;

/** All bindings, whatever their key. */
final class EveryBinding implements BindingIndex {

    private final TargetSet targets = new TargetSet();

    @Override
    public void add(Binding binding, RouteTarget target) {
        targets.add(target);
    }

    @Override
    public void remove(Binding binding, RouteTarget target) {
        targets.remove(target);
    }

    @Override
    public void match(Lookup lookup, Consumer<RouteTarget> visitor) {
        targets.forEach(visitor);
    }
}
