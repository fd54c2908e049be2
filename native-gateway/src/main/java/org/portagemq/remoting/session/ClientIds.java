// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.remoting.session;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Which client ids are in use, each by one connection: one instance for all ways into a broker. Thread-safe. */
public final class ClientIds {

    private record Key(String namespace, String clientId) {}

    private final Map<Key, Object> holders = new ConcurrentHashMap<>();

    /** Takes an id; false when somebody else has it. */
    boolean take(String namespace, String clientId, Object holder) {
        Object other = holders.putIfAbsent(new Key(namespace, clientId), holder);
        return other == null || other == holder;
    }

    void leave(String namespace, String clientId, Object holder) {
        holders.remove(new Key(namespace, clientId), holder);
    }
}
