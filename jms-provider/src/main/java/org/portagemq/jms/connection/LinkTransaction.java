// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.jms.connection;

import org.portagemq.client.session.LinkClient;
import org.portagemq.client.session.SessionCommand;

/** A transaction that a session works in: it belongs to the link in which it was begun, and is rolled back with that. */
record LinkTransaction(LinkClient link, long number) {

    /** Whether the broker has rolled it back since, because the link broke. */
    boolean isLost() {
        return link.ended() != null;
    }

    void tell(SessionCommand command) {
        link.tell(command);
    }
}
