// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.amqp.v10;

import org.apache.qpid.proton.amqp.UnsignedInteger;
import org.apache.qpid.proton.amqp.messaging.Accepted;
import org.apache.qpid.proton.amqp.messaging.Released;
import org.apache.qpid.proton.amqp.transport.DeliveryState;
import org.apache.qpid.proton.amqp.transport.Disposition;

/**
 * Makes one disposition of a row of them that say the same of deliveries one after the other, as confirms do: the state machine
 * says it of each delivery by itself.
 */
final class GatheredOutcomes {

    private Disposition gathered;
    private int channel;

    /** Takes one; false when it does not continue what was gathered, which has to be sent before. */
    boolean add(int onChannel, Disposition next) {
        if (gathered == null) {
            channel = onChannel;
            gathered = copy(next);
            return true;
        }
        boolean continues = onChannel == channel
                && gathered.getRole() == next.getRole()
                && gathered.getSettled() == next.getSettled()
                && saysTheSame(gathered.getState(), next.getState())
                && gathered.getLast().add(UnsignedInteger.ONE).equals(next.getFirst());
        if (continues) {
            gathered.setLast(last(next));
        }
        return continues;
    }

    boolean isEmpty() {
        return gathered == null;
    }

    int channel() {
        return channel;
    }

    /** What was gathered, which is taken out. */
    Disposition take() {
        Disposition taken = gathered;
        gathered = null;
        return taken;
    }

    /** Outcomes that say nothing but their name. */
    private static boolean saysTheSame(DeliveryState one, DeliveryState other) {
        return one == null
                ? other == null
                : (one instanceof Accepted && other instanceof Accepted)
                        || (one instanceof Released && other instanceof Released);
    }

    /** The state machine uses its own again. */
    private static Disposition copy(Disposition one) {
        Disposition copy = new Disposition();
        copy.setRole(one.getRole());
        copy.setFirst(one.getFirst());
        copy.setLast(last(one));
        copy.setSettled(one.getSettled());
        copy.setState(one.getState());
        copy.setBatchable(one.getBatchable());
        return copy;
    }

    private static UnsignedInteger last(Disposition one) {
        return one.getLast() == null ? one.getFirst() : one.getLast();
    }
}
