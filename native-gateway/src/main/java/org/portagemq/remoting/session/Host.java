// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.remoting.session;

import org.portagemq.client.session.Failure;
import org.portagemq.client.session.SessionCommand;
import org.portagemq.client.session.SessionEvent;
import org.portagemq.core.api.BrokerException;
import org.portagemq.core.api.Session;

/** What the parts of a conversation stand on. */
interface Host {

    Session session();

    /** The client's own name of the connection. */
    String connection();

    /** Of whom messages are that come by this connection: its client id, or its name. */
    String origin();

    void emit(SessionEvent event);

    /** The broker was called from within an answer of its own: to be handed over soon. */
    void called();

    default void done(long request) {
        if (request != SessionCommand.NO_REQUEST) {
            emit(new SessionEvent.Done(request));
        }
    }

    default void failed(long request, Failure reason) {
        if (request != SessionCommand.NO_REQUEST) {
            emit(new SessionEvent.Failed(request, reason));
        }
    }

    default void failed(long request, BrokerException reason) {
        failed(request, Failures.of(reason));
    }

    default void failed(long request, Failure.Kind kind, String text) {
        failed(request, new Failure(kind, text));
    }
}
