// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.client.remote;

import java.util.concurrent.CompletableFuture;
import org.portagemq.client.codec.Command;
import org.portagemq.client.error.Phase;

/** A request on its way. Its state belongs to the loop of its peer; the future may be completed by anybody. */
final class Call {

    final Request request;
    final Way way;
    final Deadline deadline;
    /** Completed with the raw answer, on the loop; with null for a request without answer when it is on its way. */
    final CompletableFuture<Command> answer = new CompletableFuture<>();

    Phase phase = Phase.QUEUED;

    /** Whether an answer is wanted. */
    enum Way {
        TWO_WAY,
        ONE_WAY
    }

    Call(Request request, Way way, Deadline deadline) {
        this.request = request;
        this.way = way;
        this.deadline = deadline;
    }
}
