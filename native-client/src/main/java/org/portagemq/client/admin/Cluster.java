// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.client.admin;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.portagemq.client.codec.Command;
import org.portagemq.client.codec.Json;
import org.portagemq.client.codec.RequestCode;
import org.portagemq.client.remote.Endpoint;
import org.portagemq.client.remote.Futures;
import org.portagemq.client.remote.Remote;
import org.portagemq.client.remote.Request;
import org.portagemq.client.remote.TopicRoute;

/** Asks brokers, one or all, and waits for what they say. */
final class Cluster {

    private final Remote remote;

    Cluster(Remote remote) {
        this.remote = remote;
    }

    Remote remote() {
        return remote;
    }

    List<BrokerInfo> brokers() {
        Request request = Request.of(RequestCode.GET_BROKER_CLUSTER_INFO, "list brokers", "");
        Map<String, Object> cluster = Json.readObject(askNames(request).body());
        List<BrokerInfo> brokers = new ArrayList<>();
        if (cluster.get("brokerAddrTable") instanceof Map<?, ?> table) {
            table.forEach((name, data) -> {
                if (data instanceof Map<?, ?> broker) {
                    brokers.add(new BrokerInfo(
                            String.valueOf(name),
                            String.valueOf(broker.get("cluster")),
                            TopicRoute.endpoint(broker).toString()));
                }
            });
        }
        return brokers;
    }

    Command askNames(Request request) {
        return Futures.await(remote.askNameServer(request, remote.usualDeadline()), request.operation());
    }

    Command ask(Endpoint broker, Request request) {
        return Futures.await(remote.ask(broker, request, remote.usualDeadline()), request.operation());
    }

    /** All brokers, one after the other; the first that fails ends it. */
    List<Command> askAll(Request request) {
        return brokers().stream()
                .map(broker -> ask(Endpoint.parse(broker.endpoint()), request))
                .toList();
    }

    TopicRoute route(String topic) {
        return Futures.await(remote.routes().load(topic), "find topic '" + topic + "'");
    }

    /** All brokers that have the topic. */
    <T> List<T> each(String topic, Function<TopicRoute.Share, T> question) {
        return route(topic).shares().stream().map(question).toList();
    }

    /** The texts of a list in an answer. */
    static List<String> texts(Command answer, String field) {
        return Json.readObject(answer.body()).get(field) instanceof Collection<?> all
                ? all.stream().map(String::valueOf).sorted().toList()
                : List.of();
    }
}
