// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.amqp.v10;

import org.apache.qpid.proton.engine.Delivery;
import org.apache.qpid.proton.engine.Receiver;

/** Puts together what comes in one or several transfers on a link from a peer, which may send so much and no more. */
final class Assembly {

    private final Receiver receiver;
    private final String what;
    private final long bytesMax;
    private final Runnable whenAborted;

    /**
     * @param what comes on the link, in the plural, for the peer to read
     * @param bytesMax how long one of them may be
     * @param whenAborted the peer has given one up: the credit for it is the link's again
     */
    Assembly(Receiver receiver, String what, long bytesMax, Runnable whenAborted) {
        this.receiver = receiver;
        this.what = what;
        this.bytesMax = bytesMax;
        this.whenAborted = whenAborted;
    }

    /**
     * What the delivery brings when all of it is there; null before, and of one that the peer gave up.
     *
     * @throws Refusal when the peer may not send it
     */
    byte[] take(Delivery delivery) {
        if (receiver.current() != delivery) {
            return null;
        }
        if (receiver.getRemoteCredit() < 0) {
            throw new Refusal(Conditions.CREDIT_EXCEEDED, "more " + what + " were sent than there was credit for");
        }
        if (delivery.available() > bytesMax) {
            throw new Refusal(Conditions.TOO_LARGE, what + " have at most " + bytesMax + " bytes on this link");
        }
        if (delivery.isAborted()) {
            receiver.advance();
            delivery.settle();
            whenAborted.run();
            return null;
        }
        return delivery.isPartial() ? null : read(delivery);
    }

    private byte[] read(Delivery delivery) {
        byte[] bytes = new byte[delivery.pending()];
        receiver.recv(bytes, 0, bytes.length);
        receiver.advance();
        return bytes;
    }
}
