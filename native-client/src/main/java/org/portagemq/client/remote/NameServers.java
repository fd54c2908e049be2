// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.client.remote;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.portagemq.client.codec.Command;
import org.portagemq.client.error.ConnectionException;
import org.portagemq.client.error.PortageException;
import org.portagemq.client.error.RequestTimeoutException;

/** Asks one name server, and another one when it is not reached. One that answers is stayed with. */
final class NameServers {

    private static final Duration LONGEST_TRY = Duration.ofSeconds(3);

    private final Remote remote;
    private final List<Endpoint> endpoints;
    private volatile int current;

    NameServers(Remote remote, List<Endpoint> endpoints) {
        this.remote = remote;
        List<Endpoint> shuffled = new ArrayList<>(endpoints);
        Collections.shuffle(shuffled);
        this.endpoints = List.copyOf(shuffled);
    }

    CompletableFuture<Command> ask(Request request, Deadline deadline) {
        CompletableFuture<Command> result = new CompletableFuture<>();
        attempt(request, deadline, endpoints.size(), result);
        return result;
    }

    private void attempt(Request request, Deadline deadline, int left, CompletableFuture<Command> result) {
        int chosen = current;
        Deadline own = left > 1 ? deadline.atMost(LONGEST_TRY) : deadline;
        remote.ask(endpoints.get(chosen), request, own).whenComplete((answer, failure) -> {
            PortageException why = Futures.own(failure);
            boolean next = why instanceof ConnectionException || why instanceof RequestTimeoutException;
            if (next && left > 1 && !deadline.isOver()) {
                current = (chosen + 1) % endpoints.size();
                attempt(request, deadline, left - 1, result);
            } else {
                Futures.settle(result, answer, failure);
            }
        });
    }
}
