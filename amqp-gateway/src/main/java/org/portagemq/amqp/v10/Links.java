// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.amqp.v10;

import org.apache.qpid.proton.amqp.transport.ErrorCondition;
import org.apache.qpid.proton.engine.EndpointState;
import org.apache.qpid.proton.engine.Link;
import org.apache.qpid.proton.engine.Sender;

/** How links are answered that cannot be, or not any more. */
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
}
