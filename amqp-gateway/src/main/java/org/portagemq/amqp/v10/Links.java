// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.amqp.v10;

import org.apache.qpid.proton.amqp.messaging.Released;
import org.apache.qpid.proton.amqp.transport.ErrorCondition;
import org.apache.qpid.proton.engine.Delivery;
import org.apache.qpid.proton.engine.EndpointState;
import org.apache.qpid.proton.engine.Link;
import org.apache.qpid.proton.engine.Receiver;
import org.apache.qpid.proton.engine.Sender;

/** How links end, from either side. */
final class Links {

    private Links() {}

    /** Ends the link. One that was not answered yet is answered first, without its node: that says that its end follows. */
    static void end(Link link, ErrorCondition reason) {
        if (link.getLocalState() == EndpointState.UNINITIALIZED) {
            boolean toPeer = link instanceof Sender;
            link.setSource(toPeer ? null : link.getRemoteSource());
            link.setTarget(toPeer ? link.getRemoteTarget() : null);
            link.open();
        }
        link.setCondition(reason);
        link.close();
    }

    /** The peer has detached the link, which is answered later. */
    static void noteDetach(Link link, boolean close) {
        link.setContext(close);
    }

    /** Answers the peer's detach, if there was one and it is not answered yet, as the peer has asked for it. */
    static void answerDetach(Link link) {
        if (link.getRemoteState() != EndpointState.CLOSED) {
            return;
        }
        if (link.getLocalState() == EndpointState.UNINITIALIZED) {
            link.open();
        }
        if (!Boolean.TRUE.equals(link.getContext())) {
            link.detach();
        }
        // Also of one that is detached only: the state machine makes no other link of a name while one is open.
        link.close();
    }

    /** Gives back what still comes on a link that has ended, and drops what has come of it. */
    static void discard(Link link) {
        if (!(link instanceof Receiver receiver)) {
            return;
        }
        for (Delivery next = receiver.current(); next != null; next = receiver.current()) {
            receiver.recv();
            if (next.isPartial()) {
                return;
            }
            if (!next.remotelySettled()) {
                next.disposition(Released.getInstance());
            }
            next.settle();
            receiver.advance();
        }
    }
}
