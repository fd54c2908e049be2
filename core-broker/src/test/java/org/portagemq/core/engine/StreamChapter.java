// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.core.engine;

import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import org.portagemq.core.api.BrowsePage;
import org.portagemq.core.api.GroupRules;
import org.portagemq.core.api.Retention;
import org.portagemq.core.api.StreamBounds;
import org.portagemq.core.api.StreamGroupSettings;
import org.portagemq.core.api.StreamSource;
import org.portagemq.core.api.StreamStart;
import org.portagemq.core.api.SubscribeRequest;
import org.portagemq.core.api.TopicKind;
import org.portagemq.core.api.TopicSettings;
import org.portagemq.core.engine.TestClient.Inbox;

/** What chapters about streams have in common: a stream "s", and how it is used. */
abstract class StreamChapter extends ContractChapter {

    void declare(int partitions, Retention retention) {
        client.declareTopic(
                new TopicSettings("s", TopicKind.STREAM, true, false, false, "", partitions, retention, Map.of()));
    }

    void declare(int partitions) {
        declare(partitions, Retention.FOREVER);
    }

    void declareGroup(String name, StreamStart start) {
        declareGroup(new StreamGroupSettings("s", name, GroupRules.NONE), start);
    }

    void declareGroup(StreamGroupSettings settings, StreamStart start) {
        client.<Void>ask((s, answer) -> s.admin().declareStreamGroup(settings, start, answer));
    }

    Inbox read(StreamStart start, int credit) {
        return client.subscribe(SubscribeRequest.ofStream(StreamSource.reader("s", 0, start), false, credit));
    }

    Inbox consume(String group, int partition, int credit) {
        return client.subscribe(SubscribeRequest.ofStream(StreamSource.group("s", partition, group), false, credit));
    }

    List<String> page(int partition, long from) {
        BrowsePage page = client.ask((s, answer) -> s.read("s", partition, from, 1_000, answer));
        return page.entries().stream()
                .map(entry -> entry.message().message().body().toUtf8())
                .toList();
    }

    void commit(String group, int partition, long offset) {
        client.<Void>ask((s, answer) -> s.commitOffset(group, "s", partition, offset, answer));
    }

    OptionalLong committed(String group, int partition) {
        return client.ask((s, answer) -> s.committedOffset(group, "s", partition, answer));
    }

    StreamBounds bounds(int partition) {
        return client.ask((s, answer) -> s.streamBounds("s", partition, answer));
    }

    void publish(int count) {
        client.publish("s", "k", numbers(0, count, 1).toArray(new String[0]));
        world.await("the durable point", () -> bounds(0).end() == count);
    }
}
