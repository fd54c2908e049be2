// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.client.consume;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.portagemq.client.message.Filter;
import org.portagemq.client.remote.Remote;
import org.portagemq.client.remote.TopicRoute;

/** From where a consumer of some topics takes messages: every broker that has one of them. */
final class Sources {

    private final Remote remote;
    private final Map<String, Filter> subscriptions;

    Sources(Remote remote, Map<String, Filter> subscriptions) {
        this.remote = remote;
        this.subscriptions = subscriptions;
    }

    CompletableFuture<List<Popping.Source>> find() {
        CompletableFuture<List<Popping.Source>> all = CompletableFuture.completedFuture(List.of());
        for (Map.Entry<String, Filter> one : subscriptions.entrySet()) {
            all = all.thenCombine(
                    remote.routes().find(one.getKey()),
                    (before, route) -> with(before, one.getKey(), one.getValue(), route));
        }
        return all;
    }

    private static List<Popping.Source> with(
            List<Popping.Source> before, String topic, Filter filter, TopicRoute route) {
        List<Popping.Source> more = new ArrayList<>(before);
        route.shares().stream()
                .filter(share -> share.readQueues() > 0)
                .forEach(share -> more.add(new Popping.Source(topic, filter, share)));
        return more;
    }
}
