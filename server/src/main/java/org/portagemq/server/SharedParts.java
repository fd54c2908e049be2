// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.server;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Supplier;
import org.portagemq.transport.ProtocolListener;

/** What the listeners of one server share: the ports of each other, and what several of them stand on. Thread-safe. */
public final class SharedParts {

    private final List<ProtocolListener> listeners;
    private final Map<Class<?>, Object> parts = new HashMap<>();

    SharedParts(CopyOnWriteArrayList<ProtocolListener> listeners) {
        this.listeners = listeners;
    }

    /** The one of its kind, made by whoever asks first. */
    public synchronized <T> T get(Class<T> type, Supplier<T> maker) {
        return type.cast(parts.computeIfAbsent(type, key -> maker.get()));
    }

    /**
     * The port of the first of the listeners that is on.
     *
     * @throws IllegalStateException when none is
     */
    public int port(String... names) {
        for (String name : names) {
            for (ProtocolListener listener : listeners) {
                if (listener.gateway().name().equals(name)) {
                    return listener.port();
                }
            }
        }
        throw new IllegalStateException("none of the listeners is on: " + String.join(", ", names));
    }
}
