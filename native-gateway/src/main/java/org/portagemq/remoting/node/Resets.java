// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.remoting.node;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Groups that were moved to another offset, until their consumers have heard of it with their next pull. Thread-safe. */
public final class Resets {

    private final Map<Key, Long> moved = new ConcurrentHashMap<>();

    private record Key(String group, String topic, int queue) {}

    /** The group goes on at the offset. */
    public void put(String group, String topic, int queue, long offset) {
        moved.put(new Key(group, topic, queue), offset);
    }

    /** Where the group goes on, told once; null when it was not moved. */
    public Long take(String group, String topic, int queue) {
        return moved.isEmpty() ? null : moved.remove(new Key(group, topic, queue));
    }
}
