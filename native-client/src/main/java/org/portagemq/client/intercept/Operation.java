// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.client.intercept;

import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** One sending or processing of a message, for what interceptors want to remember between its begin and its end. Thread-safe. */
public final class Operation {

    private final String group;
    private final Map<String, Object> attributes = new ConcurrentHashMap<>();

    public Operation(String group) {
        this.group = group;
    }

    /** Of the producer or consumer. */
    public String group() {
        return group;
    }

    public void attribute(String name, Object value) {
        attributes.put(name, value);
    }

    public <T> Optional<T> attribute(String name, Class<T> type) {
        return Optional.ofNullable(attributes.get(name))
                .filter(type::isInstance)
                .map(type::cast);
    }
}
