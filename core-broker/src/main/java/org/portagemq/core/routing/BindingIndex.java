// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.core.routing;

import java.util.function.Consumer;
import org.portagemq.core.api.Binding;
import org.portagemq.core.api.BrokerException;
import org.portagemq.core.api.TopicSettings;

/** The bindings of one topic, arranged for its kind. A target may be visited more than once. */
sealed interface BindingIndex permits KeyBindings, EveryBinding, PatternBindings, HeaderBindings, HashedBindings {

    /**
     * Checks a binding that is to be added.
     *
     * @throws BrokerException saying why this kind of topic cannot have it
     */
    default void check(Binding binding) {}

    void add(Binding binding, RouteTarget target);

    void remove(Binding binding, RouteTarget target);

    void match(Lookup lookup, Consumer<RouteTarget> visitor);

    static BindingIndex of(TopicSettings topic) {
        return switch (topic.kind()) {
            case DIRECT -> new KeyBindings();
            case FANOUT, STREAM -> new EveryBinding();
            case PATTERN -> new PatternBindings();
            case HEADERS -> new HeaderBindings();
            case HASHED -> new HashedBindings(topic.hashedProperty());
        };
    }
}
