// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.client.intercept;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** One sending or processing of a message, for what interceptors want to remember between its begin and its end. Thread-safe. */
public final class Operation {

    private final String group;
    /** Made when the first is remembered: most have none. */
    private volatile Map<String, Object> attributes = Map.of();

    public Operation(String group) {
        this.group = group;
    }

    /** Of the producer or consumer. */
    public String group() {
        return group;
    }

    public void attribute(String name, Object value) {
        synchronized (this) {
            Map<String, Object> more = new HashMap<>(attributes);
            more.put(name, value);
            attributes = more;
        }
    }

    public <T> Optional<T> attribute(String name, Class<T> type) {
        return Optional.ofNullable(attributes.get(name))
                .filter(type::isInstance)
                .map(type::cast);
    }
}
