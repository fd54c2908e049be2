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
    private boolean flushPosted;

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

    /**
     * What somebody waits for is done on the caller's thread. Acknowledgements and credit are not waited for: one turn of the broker
     * is for all that have come until it begins, while the caller goes on with its messages.
     */
    @Override
    public void send(SessionCommand command) {
        if (canWait(command)) {
            executor.execute(() -> handle(command, this::postFlush));
        } else {
            executor.runNow(() -> handle(command, conversation::flush));
        }
    }

    private static boolean canWait(SessionCommand command) {
        if (command instanceof SessionCommand.Settle settle) {
            return settle.transaction() == SessionCommand.NO_TRANSACTION;
        }
        return command instanceof SessionCommand.Credit;
    }

    private void postFlush() {
        if (!flushPosted) {
            flushPosted = true;
            executor.execute(() -> {
                flushPosted = false;
                conversation.flush();
            });
        }
    }

    private void handle(SessionCommand command, Runnable flush) {
        try {
            conversation.command(command);
            flush.run();
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
