// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.client.produce;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.portagemq.client.error.Incident;
import org.portagemq.client.error.NotFoundException;
import org.portagemq.client.error.ServerException;
import org.portagemq.client.error.UnsupportedFeatureException;
import org.portagemq.client.form.SendRequests;
import org.portagemq.client.message.Message;
import org.portagemq.client.message.QueueRef;
import org.portagemq.client.remote.Futures;
import org.portagemq.client.remote.Remote;
import org.portagemq.client.remote.TopicRoute;

/**
 * Where the messages of a producer go, and how often it is tried.
 *
 * @param group of the producer
 */
record SendTargets(Remote remote, String group, QueueChoice choice, RetryPolicy retry) {

    private static final int NEW_QUEUES = 4;

    /** That of the topic; of one that does not exist, where brokers will make it. */
    CompletableFuture<TopicRoute> route(String topic) {
        CompletableFuture<TopicRoute> known = remote.routes().find(topic);
        if (known.isDone() && !known.isCompletedExceptionally()) {
            return known;
        }
        CompletableFuture<TopicRoute> result = new CompletableFuture<>();
        known.whenComplete((route, failure) -> {
            if (Futures.own(failure) instanceof NotFoundException missing) {
                template(topic, missing, result);
            } else {
                Futures.settle(result, route, failure);
            }
        });
        return result;
    }

    private void template(String topic, NotFoundException missing, CompletableFuture<TopicRoute> result) {
        remote.routes().find(SendRequests.TEMPLATE_TOPIC).whenComplete((template, failure) -> {
            if (failure == null) {
                result.complete(new TopicRoute(
                        topic, template.shares().stream().map(SendTargets::made).toList()));
            } else {
                boolean none = Futures.own(failure) instanceof NotFoundException;
                Futures.settle(result, null, none ? missing : failure);
            }
        });
    }

    private static TopicRoute.Share made(TopicRoute.Share template) {
        int queues = Math.min(NEW_QUEUES, template.writeQueues());
        return new TopicRoute.Share(template.broker(), template.cluster(), template.endpoint(), queues, queues);
    }

    /**
     * The queue for what is sent.
     *
     * @param avoided a broker that has just failed, or null
     * @throws ServerException when nobody may send to the topic at the moment
     * @throws UnsupportedFeatureException when it is part of a transaction at another broker
     */
    QueueRef queue(TopicRoute route, Parcel parcel, String avoided) {
        Message message = parcel.message();
        List<QueueRef> queues = route.writable();
        if (queues.isEmpty()) {
            throw new ServerException(
                    Incident.local(
                            "send to topic '" + message.topic() + "'",
                            "no broker lets anybody send to the topic at the moment"),
                    true);
        }
        if (parcel.joint().isEmpty()) {
            return choice.choose(message, queues, avoided);
        }
        Joint transaction = parcel.joint().get();
        QueueRef chosen = choice.choose(message, transaction.here(queues, message), avoided);
        transaction.requireHere(chosen);
        return chosen;
    }
}
