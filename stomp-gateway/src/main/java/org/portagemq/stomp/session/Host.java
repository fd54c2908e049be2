// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.stomp.session;

import org.portagemq.core.api.Session;
import org.portagemq.stomp.message.StompException;
import org.portagemq.stomp.wire.Version;

/** What the parts of a connection know of it. */
interface Host {

    Session session();

    Output output();

    Version version();

    StompLimits limits();

    /** The name by which the client has logged in. */
    String user();

    /** The client's own name, which tells its durable subscriptions from those of others; null when it gave none. */
    String clientId();

    /** The client has published: it waits when the broker holds publishers. */
    void published();

    /**
     * Ends the connection for a reason.
     *
     * @param receipt that the request at fault asked for; null when it asked for none
     */
    void fail(StompException reason, String receipt);

    /** The broker has ended a subscription: ends the connection, and names it. */
    void lost(String subscription, StompException reason);

    /** The broker was called from within an answer: the call has to be handed over. */
    void called();

    /** Something is waited for before the client can be told that all is done. */
    void owe();

    /** It has come. */
    void paid();
}
