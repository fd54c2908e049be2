// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.amqp.v10;

import org.apache.qpid.proton.amqp.transport.ErrorCondition;
import org.apache.qpid.proton.engine.Delivery;

/** One link of a peer. */
interface Link10 {

    /** The peer asks for it; it is answered when the broker has. */
    void attach();

    /** It cannot be, or not any more. */
    void refuse(ErrorCondition reason);

    void flow();

    void delivery(Delivery delivery);

    /**
     * The peer, or the end of its session, has ended it.
     *
     * @param forGood the peer has closed it, rather than detached or lost
     */
    void gone(boolean forGood);
}
