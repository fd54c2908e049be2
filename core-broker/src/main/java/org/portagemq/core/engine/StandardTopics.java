// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.core.engine;

import java.util.List;
import org.portagemq.core.api.TopicKind;
import org.portagemq.core.api.TopicSettings;

/** Topics that every namespace has, under the names that existing applications know. They cannot be deleted. */
final class StandardTopics {

    static final List<TopicSettings> ALL = List.of(
            TopicSettings.of("amq.direct", TopicKind.DIRECT, true),
            TopicSettings.of("amq.fanout", TopicKind.FANOUT, true),
            TopicSettings.of("amq.topic", TopicKind.PATTERN, true),
            TopicSettings.of("amq.headers", TopicKind.HEADERS, true),
            TopicSettings.of("amq.match", TopicKind.HEADERS, true));

    private StandardTopics() {}

    static boolean contains(String name) {
        return name.isEmpty() || ALL.stream().anyMatch(topic -> topic.name().equals(name));
    }
}
