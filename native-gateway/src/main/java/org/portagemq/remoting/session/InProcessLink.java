// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.remoting.session;

import java.util.concurrent.Executor;
import org.portagemq.client.session.Failure;
import org.portagemq.client.session.Link;
import org.portagemq.client.session.SessionCommand;
import org.portagemq.client.session.SessionEvent;
import org.portagemq.core.api.ConnectionInfo;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A link within the process: commands and events go by reference. */
public final class InProcessLink implements Link {

    private static final Logger LOG = LoggerFactory.getLogger(InProcessLink.class);

    private final TurnExecutor executor;
    private final Link.Listener listener;
    private final Conversation conversation;

    /**
     * Opens one.
     *
     * @param pool runs what the broker has to say when no caller is there to do so
     * @param userOfNobody as whom clients are admitted that name no user; null for nobody
     */
    public InProcessLink(SessionService service, Executor pool, Link.Listener listener, String userOfNobody) {
        this.executor = new TurnExecutor(pool);
        this.listener = listener;
        this.conversation = service.converse(ConnectionInfo.embedded(), executor, listener::event, userOfNobody);
    }

    @Override
    public void send(SessionCommand command) {
        executor.runNow(() -> handle(command));
    }

    private void handle(SessionCommand command) {
        try {
            conversation.command(command);
            conversation.flush();
        } catch (RuntimeException fault) {
            LOG.error("a command could not be handled: {}", command, fault);
            conversation.close(false);
            listener.event(new SessionEvent.Ended(
                    new Failure(Failure.Kind.LOST, "the broker failed to handle a command: " + fault)));
        }
    }

    @Override
    public void close() {
        executor.runNow(() -> conversation.close(true));
    }
}
