// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.client.consume;

import java.util.Map;
import org.portagemq.client.codec.RequestCode;
import org.portagemq.client.error.UnsupportedFeatureException;
import org.portagemq.client.message.Filter;
import org.portagemq.client.remote.Futures;
import org.portagemq.client.remote.Remote;
import org.portagemq.client.remote.Request;
import org.portagemq.client.remote.TopicRoute;

/** What is looked at before a consumer begins: that its topics exist, and that brokers understand its filters. */
final class Opening {

    private Opening() {}

    static void check(Remote remote, ConsumerOptions options) {
        for (Map.Entry<String, Filter> one : options.subscriptions().entrySet()) {
            TopicRoute route = Futures.await(remote.routes().find(one.getKey()), "find topic '" + one.getKey() + "'");
            if (one.getValue().type() == Filter.Type.SQL92) {
                route.shares().forEach(share -> check(remote, options, one, share));
            }
        }
    }

    /** @throws UnsupportedFeatureException when the broker has no such filters */
    private static void check(
            Remote remote, ConsumerOptions options, Map.Entry<String, Filter> one, TopicRoute.Share share) {
        Map<String, Object> subscription = Map.of(
                "topic",
                one.getKey(),
                "subString",
                one.getValue().expression(),
                "expressionType",
                one.getValue().type().name(),
                "subVersion",
                System.currentTimeMillis());
        Request request = Request.of(
                        RequestCode.CHECK_CLIENT_CONFIG,
                        "check filter",
                        one.getValue().expression())
                .json(Map.of(
                        "clientId", remote.clientId(), "group", options.group(), "subscriptionData", subscription));
        Futures.await(remote.ask(share.endpoint(), request, remote.usualDeadline()), "check filter");
    }
}
