// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.core.engine;

import java.util.Optional;
import org.portagemq.core.api.Answer;
import org.portagemq.core.api.BrokerException;
import org.portagemq.core.api.BrowsePage;
import org.portagemq.core.api.Filter;
import org.portagemq.core.api.PlacedMessage;
import org.portagemq.core.api.StreamPlace;
import org.portagemq.core.routing.Topic;

/** Finds messages of streams again by their places. Belongs to the core. */
record PlacedReads(Catalog catalog, Browsing browsing) {

    /** The message at a place, if it is kept in the session's namespace. */
    void read(SessionState session, int partitionId, long offset, Answer<Optional<PlacedMessage>> answer) {
        Browsing.refusing(session, answer, () -> {
            Group partition = catalog.groups().get(partitionId);
            Topic topic = partition == null ? null : StreamCatalog.topicOf(partition);
            if (topic == null || partition.namespace() != session.namespace()) {
                session.mail().call(() -> answer.done(Optional.empty()));
                return;
            }
            int number = StreamCatalog.of(topic).partitions().indexOf(partition);
            String name = topic.name();
            browsing.read(session, new Streams.Wanted(name, number, offset, 1, 0, Filter.ALL), new Answer<>() {
                @Override
                public void done(BrowsePage page) {
                    answer.done(page.entries().stream()
                            .filter(entry -> entry.offset() == offset)
                            .findFirst()
                            .map(entry -> new PlacedMessage(
                                    name, new StreamPlace(partitionId, number, offset), entry.message())));
                }

                @Override
                public void failed(BrokerException reason) {
                    answer.failed(reason);
                }
            });
        });
    }
}
