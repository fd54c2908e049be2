// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.client.queue;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import org.portagemq.client.codec.Command;
import org.portagemq.client.codec.Json;
import org.portagemq.client.codec.RequestCode;
import org.portagemq.client.message.QueueRef;
import org.portagemq.client.remote.Remote;
import org.portagemq.client.remote.Request;

/** Queues that one member of a group reads and no other does, for a minute after each time that it says so. */
public final class QueueLocks {

    private final Remote remote;
    private final String group;

    public QueueLocks(Remote remote, String group) {
        this.remote = remote;
        this.group = group;
    }

    /** Those of the queues, all of one broker, that are this member's now. */
    public CompletableFuture<Set<QueueRef>> lock(Set<QueueRef> queues) {
        return ask(RequestCode.LOCK_BATCH_MQ, "lock queues of topic", queues).thenApply(QueueLocks::read);
    }

    public CompletableFuture<Void> unlock(Set<QueueRef> queues) {
        return ask(RequestCode.UNLOCK_BATCH_MQ, "unlock queues of topic", queues)
                .thenApply(answer -> null);
    }

    private CompletableFuture<Command> ask(int code, String verb, Set<QueueRef> queues) {
        QueueRef any = queues.iterator().next();
        Map<String, Object> body = new LinkedHashMap<>();
        body.put("consumerGroup", group);
        body.put("clientId", remote.clientId());
        body.put("mqSet", queues.stream().map(QueueLocks::form).toList());
        Request request = Request.of(code, verb, any.topic()).json(body);
        return remote.routes()
                .find(any.topic())
                .thenCompose(route ->
                        remote.ask(route.endpoint(any.broker()).orElseThrow(), request, remote.usualDeadline()));
    }

    private static Map<String, Object> form(QueueRef queue) {
        return Map.of("topic", queue.topic(), "brokerName", queue.broker(), "queueId", queue.id());
    }

    private static Set<QueueRef> read(Command answer) {
        Set<QueueRef> locked = new TreeSet<>();
        if (Json.readObject(answer.body()).get("lockOKMQSet") instanceof List<?> all) {
            for (Object one : all) {
                if (one instanceof Map<?, ?> queue && queue.get("queueId") instanceof Number id) {
                    locked.add(new QueueRef(
                            String.valueOf(queue.get("topic")),
                            String.valueOf(queue.get("brokerName")),
                            id.intValue()));
                }
            }
        }
        return locked;
    }
}
