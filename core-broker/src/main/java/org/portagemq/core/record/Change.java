// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.core.record;

import java.util.List;
import java.util.Map;
import org.portagemq.core.api.Binding;
import org.portagemq.core.api.GroupSettings;
import org.portagemq.core.api.NamespaceSettings;
import org.portagemq.core.api.PolicySettings;
import org.portagemq.core.api.StreamGroupSettings;
import org.portagemq.core.api.TopicSettings;

/** A change of what is declared. Ids are never used again. */
public sealed interface Change {

    record NamespacePut(int id, NamespaceSettings settings) implements Change {}

    record NamespaceRemoved(int id) implements Change {}

    /** A topic; a stream's partitions have group ids from {@code firstPartition} on. */
    record TopicPut(int namespace, int id, int firstPartition, TopicSettings settings) implements Change {}

    /** More partitions of a stream, with group ids from {@code firstPartition} on. */
    record PartitionsAdded(int namespace, String topic, int firstPartition, int count) implements Change {}

    /** A stream has other arguments. */
    record TopicArguments(int namespace, String topic, Map<String, Object> arguments) implements Change {}

    /**
     * A group of a stream, or what has changed of it.
     *
     * @param cursors the ids of its cursors, one for each partition
     */
    record StreamGroupPut(int namespace, Ownership ownership, List<Integer> cursors, StreamGroupSettings settings)
            implements Change {}

    record StreamGroupRemoved(int namespace, String topic, String name) implements Change {}

    /** Who moves the cursors of a group of a stream. */
    enum Ownership {
        /** Nobody has used it yet. */
        OPEN,
        OFFSETS,
        DELIVERY
    }

    record TopicRemoved(int namespace, String name) implements Change {}

    record GroupPut(int namespace, int id, GroupSettings settings) implements Change {}

    /** Whether a group hands out its messages. */
    record GroupPaused(int namespace, String name, boolean paused) implements Change {}

    record GroupRemoved(int namespace, String name) implements Change {}

    record BindingPut(int namespace, Binding binding) implements Change {}

    record BindingRemoved(int namespace, Binding binding) implements Change {}

    record PolicyPut(int namespace, PolicySettings policy) implements Change {}

    record PolicyRemoved(int namespace, String name, boolean cap) implements Change {}
}
