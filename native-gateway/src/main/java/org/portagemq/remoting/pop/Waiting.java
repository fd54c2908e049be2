// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.remoting.pop;

import java.util.List;
import org.portagemq.core.api.BrokerException;

/** Somebody who waits for messages of a group. Belongs to the group's loop. */
final class Waiting {

    final Wanted wanted;
    final Taker taker;
    boolean served;
    /** Whether the queues are asked, or were asked, for it. */
    boolean asked;

    /** Is handed messages. */
    interface Taker {
        /** @param popped none when the time is over */
        void take(List<Popped> popped, long popTime);

        void failed(BrokerException reason);

        /** Whether nobody waits any more: what it would be given stays with the others. */
        boolean isGone();
    }

    /**
     * What somebody asks for.
     *
     * @param queue -1 for any
     * @param pollMs how long it waits when there is nothing
     * @param attempt the name of the request, which it has again when it is repeated; null for none
     */
    record Wanted(int queue, int max, long invisibleMs, long pollMs, String attempt) {}

    Waiting(Wanted wanted, Taker taker) {
        this.wanted = wanted;
        this.taker = taker;
    }

    boolean wants(int queue) {
        return wanted.queue < 0 || wanted.queue == queue;
    }
}
