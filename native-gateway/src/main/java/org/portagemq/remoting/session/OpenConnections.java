// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.remoting.session;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The conversations by the names that their clients have made up. A client that comes again takes the place of its own
 * conversation before, of which the broker may not know yet that it is over. Thread-safe.
 */
final class OpenConnections {

    /** Only the same user may take a place. */
    record Key(String namespace, String user, String name) {}

    private final Map<Key, Conversation> open = new ConcurrentHashMap<>();

    /** Enters a conversation; answers the one whose place it takes, or null. */
    Conversation enter(Key key, Conversation conversation) {
        return open.put(key, conversation);
    }

    void leave(Key key, Conversation conversation) {
        open.remove(key, conversation);
    }
}
