// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.client.consume;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import org.portagemq.client.message.ReceivedMessage;
import org.portagemq.client.remote.Deadline;
import org.portagemq.client.remote.Futures;

/**
 * One call of a consumer for messages. Of several brokers each is asked at once, and when none has a message, each is waited at for a
 * moment in turn.
 */
final class Receiving {

    private static final Duration MOMENT = Duration.ofMillis(500);

    private final Popping popping;
    private final List<Popping.Source> sources;
    private final ReceiveOptions options;
    private final Deadline end;
    private final CompletableFuture<List<ReceivedMessage>> result = new CompletableFuture<>();
    private final int first;
    private int asked;

    Receiving(Popping popping, List<Popping.Source> sources, ReceiveOptions options, AtomicInteger turn) {
        this.popping = popping;
        this.sources = sources;
        this.options = options;
        this.end = Deadline.in(options.waiting());
        this.first = turn.getAndIncrement();
    }

    CompletableFuture<List<ReceivedMessage>> start() {
        if (sources.isEmpty()) {
            result.complete(List.of());
        } else {
            ask();
        }
        return result;
    }

    private void ask() {
        Popping.Source source = sources.get(Math.floorMod(first + asked, sources.size()));
        popping.pop(source, options.waiting(pollTime(asked++))).whenComplete((messages, failure) -> {
            boolean over = end.isOver() && asked >= sources.size();
            if (failure == null && messages.isEmpty() && !over) {
                ask();
            } else {
                Futures.settle(result, messages, failure);
            }
        });
    }

    private Duration pollTime(int before) {
        if (sources.size() == 1) {
            return end.left();
        }
        boolean firstRound = before < sources.size();
        return firstRound ? Duration.ZERO : end.atMost(MOMENT).left();
    }
}
