// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.core.engine;

import org.portagemq.core.api.StreamSource;
import org.portagemq.core.routing.Topic;

/**
 * A group of a stream by a name among those of groups: TOPIC::GROUP, where no group has that name itself. Whoever knows groups
 * only shares a stream with those who know streams.
 */
record NamedStreamGroup(String topic, String group) {

    private static final String MARK = "::";

    /** Whether it has to be asked in the core what the name means. */
    static boolean isPossible(String name) {
        return name.indexOf(MARK) > 0;
    }

    /** In the core: what the name means in a namespace; null when it is that of a group, or of none. */
    static NamedStreamGroup find(Namespace namespace, String name) {
        int mark = name.indexOf(MARK);
        if (mark <= 0
                || mark + MARK.length() == name.length()
                || namespace.groups().get(name) != null) {
            return null;
        }
        NamedStreamGroup found = new NamedStreamGroup(name.substring(0, mark), name.substring(mark + MARK.length()));
        return found.stream(namespace) == null ? null : found;
    }

    private StreamTopic stream(Namespace namespace) {
        Topic known = namespace.topics().get(topic);
        return known == null ? null : StreamCatalog.of(known);
    }

    /** Null when it is not there yet. */
    StreamGroup in(Namespace namespace) {
        return stream(namespace).groups().get(group);
    }

    String name() {
        return topic + MARK + group;
    }

    StreamSource source() {
        return StreamSource.wholeGroup(topic, group);
    }
}
