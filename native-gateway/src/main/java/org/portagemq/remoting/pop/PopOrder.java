// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.remoting.pop;

import java.util.List;
import java.util.function.Consumer;

/** Whether what is out holds back the rest of its queue. Belongs to the group's loop. */
interface PopOrder {

    /** Nothing holds anything back. */
    PopOrder ANY = new PopOrder() {
        @Override
        public boolean isFree(int queue) {
            return true;
        }

        @Override
        public void handedOut(Popped popped, String attempt) {
            // Others may be handed out at the same time.
        }

        @Override
        public List<Popped> outBy(String attempt, int queue) {
            return List.of();
        }

        @Override
        public boolean acknowledged(Leases.Lease lease, Consumer<Leases.Lease> done) {
            done.accept(lease);
            return false;
        }

        @Override
        public boolean over(Leases.Lease lease, Consumer<Leases.Lease> again) {
            again.accept(lease);
            return false;
        }

        @Override
        public void free(int queue, Consumer<Leases.Lease> again) {
            // It is.
        }

        @Override
        public void forget(int queue, Consumer<Leases.Lease> back) {
            // There is nothing to forget.
        }
    };

    /** Whether messages of the queue may be handed out now. */
    boolean isFree(int queue);

    /** @param attempt the name of the request, which it has again when it is repeated; null for none */
    void handedOut(Popped popped, String attempt);

    /**
     * What the same request has out already, since nobody got its answer; in order.
     *
     * @param queue -1 for any
     */
    List<Popped> outBy(String attempt, int queue);

    /**
     * A message is acknowledged.
     *
     * @param done told of those that are done with now, in order
     * @return whether nothing is out any more of a queue that is to be freed
     */
    boolean acknowledged(Leases.Lease lease, Consumer<Leases.Lease> done);

    /**
     * The time of a message is over; otherwise as {@link #acknowledged}.
     *
     * @param again told when it comes again at once
     */
    boolean over(Leases.Lease lease, Consumer<Leases.Lease> again);

    /**
     * The queue is free again.
     *
     * @param again told what comes again first, in order
     */
    void free(int queue, Consumer<Leases.Lease> again);

    /**
     * Nothing of the queue is out any more, since all was taken back.
     *
     * @param back told what else there is to take back: it would have come again
     */
    void forget(int queue, Consumer<Leases.Lease> back);
}
