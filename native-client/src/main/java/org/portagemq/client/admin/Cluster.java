// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.client.admin;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import org.portagemq.client.codec.Command;
import org.portagemq.client.codec.Json;
import org.portagemq.client.codec.RequestCode;
import org.portagemq.client.remote.Endpoint;
import org.portagemq.client.remote.Remote;
import org.portagemq.client.remote.Request;
import org.portagemq.client.remote.TopicRoute;

/** Asks brokers, one or all. Its futures are completed on event loops; {@link #handOver} makes those that applications get. */
final class Cluster {

    private final Remote remote;

    Cluster(Remote remote) {
        this.remote = remote;
    }

    Remote remote() {
        return remote;
    }

    /** For applications. */
    <T> CompletableFuture<T> handOver(CompletableFuture<T> internal) {
        return remote.threads().handOver(internal);
    }

    CompletableFuture<List<BrokerInfo>> brokers() {
        return askNames(Request.of(RequestCode.GET_BROKER_CLUSTER_INFO, "list brokers", ""))
                .thenApply(Cluster::brokers);
    }

    private static List<BrokerInfo> brokers(Command answer) {
        List<BrokerInfo> brokers = new ArrayList<>();
        if (Json.readObject(answer.body()).get("brokerAddrTable") instanceof Map<?, ?> table) {
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

    CompletableFuture<Command> askNames(Request request) {
        return remote.askNameServer(request, remote.usualDeadline());
    }

    CompletableFuture<Command> ask(Endpoint broker, Request request) {
        return remote.ask(broker, request, remote.usualDeadline());
    }

    /** All brokers, one after the other; the first that fails ends it. */
    CompletableFuture<List<Command>> askAll(Request request) {
        return brokers().thenCompose(all -> inTurn(all, broker -> ask(Endpoint.parse(broker.endpoint()), request)));
    }

    /** As name servers know it now. */
    CompletableFuture<TopicRoute> route(String topic) {
        return remote.routes().load(topic);
    }

    /** All brokers that have the topic, one after the other; the first that fails ends it. */
    <T> CompletableFuture<List<T>> each(String topic, Function<TopicRoute.Share, CompletableFuture<T>> question) {
        return route(topic).thenCompose(route -> inTurn(route.shares(), question));
    }

    /** One question after the other; the first that fails ends it. */
    static <S, T> CompletableFuture<List<T>> inTurn(List<S> all, Function<S, CompletableFuture<T>> question) {
        List<T> answers = new ArrayList<>();
        CompletableFuture<Void> last = CompletableFuture.completedFuture(null);
        for (S one : all) {
            last = last.thenCompose(before -> question.apply(one)).thenAccept(answers::add);
        }
        return last.thenApply(nothing -> answers);
    }

    /** The texts of a list in an answer. */
    static List<String> texts(Command answer, String field) {
        return Json.readObject(answer.body()).get(field) instanceof Collection<?> all
                ? all.stream().map(String::valueOf).sorted().toList()
                : List.of();
    }
}
