// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.client.queue;

import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import org.portagemq.client.codec.Command;
import org.portagemq.client.codec.RequestCode;
import org.portagemq.client.remote.Endpoint;
import org.portagemq.client.remote.Remote;
import org.portagemq.client.remote.ServerCall;

/** Hears from brokers that members of groups have come or gone. One for each client. */
public final class Notices {

    private final Map<String, List<Runnable>> listeners = new ConcurrentHashMap<>();

    public Notices(Remote remote) {
        remote.serve(RequestCode.NOTIFY_CONSUMER_IDS_CHANGED, this::changed);
    }

    private void changed(Endpoint from, Command notice, Consumer<Command> answer) {
        listeners
                .getOrDefault(notice.fields().getOrDefault("consumerGroup", ""), List.of())
                .forEach(Runnable::run);
        answer.accept(ServerCall.done(notice));
    }

    void listen(String group, Runnable listener) {
        listeners.computeIfAbsent(group, absent -> new CopyOnWriteArrayList<>()).add(listener);
    }

    void leave(String group, Runnable listener) {
        listeners.getOrDefault(group, List.of()).remove(listener);
    }
}
