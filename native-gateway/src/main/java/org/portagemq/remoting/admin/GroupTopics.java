// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.remoting.admin;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.portagemq.remoting.link.Request;
import org.portagemq.remoting.message.TopicName;
import org.portagemq.remoting.node.Node;
import org.portagemq.remoting.node.Steps;
import org.portagemq.remoting.node.TopicConfig;

/** Finds the topics in which a group has an offset. */
final class GroupTopics {

    private GroupTopics() {}

    static void find(Node node, Request request, String group, Consumer<List<TopicConfig>> then) {
        String coreName = TopicName.decode(group);
        node.topics().list(request, all -> {
            List<TopicConfig> found = new ArrayList<>();
            Steps.each(
                    all,
                    (topic, next) -> request.session()
                            .admin()
                            .listStreamGroups(topic.coreName(), request.then(groups -> {
                                if (groups.stream().anyMatch(one -> one.name().equals(coreName))) {
                                    found.add(topic);
                                }
                                next.run();
                            })),
                    () -> then.accept(found));
        });
    }
}
