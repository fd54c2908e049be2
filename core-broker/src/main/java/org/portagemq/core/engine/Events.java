// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.core.engine;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import org.portagemq.core.api.BrokerEvent;

/** Tells those who want to know what happened, in order, outside of the core. Thread-safe. */
final class Events {

    private final List<Consumer<BrokerEvent>> consumers = new CopyOnWriteArrayList<>();
    private final Executor lane;

    Events(Executor lane) {
        this.lane = lane;
    }

    void add(Consumer<BrokerEvent> consumer) {
        consumers.add(consumer);
    }

    void emit(BrokerEvent event) {
        if (!consumers.isEmpty()) {
            lane.execute(() -> consumers.forEach(consumer -> consumer.accept(event)));
        }
    }
}
