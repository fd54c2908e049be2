// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.core.engine;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The partitions of a stream topic, each a group without consumers that keeps what retention says, and the groups that
 * read them. Belongs to the core.
 */
final class StreamTopic {

    private final List<Group> partitions = new ArrayList<>();
    private final Map<String, StreamGroup> groups = new LinkedHashMap<>(0);

    List<Group> partitions() {
        return partitions;
    }

    /** By name. */
    Map<String, StreamGroup> groups() {
        return groups;
    }
}
