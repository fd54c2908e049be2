// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.client.remote;

import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BiConsumer;
import org.portagemq.client.codec.Command;
import org.portagemq.client.error.Phase;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A request on its way, which ends once. Its state belongs to the loop of its peer; it may be ended by anybody. */
final class Call {

    private static final Logger LOG = LoggerFactory.getLogger(Call.class);

    final Request request;
    final Way way;
    final Deadline deadline;
    private final BiConsumer<Command, Throwable> then;
    private final AtomicBoolean ended = new AtomicBoolean();

    Phase phase = Phase.QUEUED;

    /** Whether an answer is wanted. */
    enum Way {
        TWO_WAY,
        ONE_WAY
    }

    /**
     * @param then told the raw answer, or the failure; of a request without answer it is told null twice when that is on its way.
     *     Called on the loop, unless the client is closed
     */
    Call(Request request, Way way, Deadline deadline, BiConsumer<Command, Throwable> then) {
        this.request = request;
        this.way = way;
        this.deadline = deadline;
        this.then = then;
    }

    boolean isEnded() {
        return ended.get();
    }

    void answered(Command answer) {
        end(answer, null);
    }

    void failed(Throwable why) {
        end(null, why);
    }

    private void end(Command answer, Throwable failure) {
        if (!ended.compareAndSet(false, true)) {
            return;
        }
        try {
            then.accept(answer, failure);
        } catch (RuntimeException unexpected) {
            LOG.error("the end of a call was not taken: {}", request.operation(), unexpected);
        }
    }
}
