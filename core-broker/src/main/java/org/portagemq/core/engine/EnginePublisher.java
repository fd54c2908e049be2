// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.core.engine;

import org.portagemq.core.api.Message;
import org.portagemq.core.api.Publisher;
import org.portagemq.core.api.Transaction;

/** A publisher's handle on its session's side. */
record EnginePublisher(Engine engine, EngineSession session, PublisherState state) implements Publisher {

    /** One message on its way into the core. */
    private record Publish(Engine engine, PublisherState publisher, Message message, long token) implements Command {
        @Override
        public boolean run() {
            return engine.publishing().publish(publisher, publisher.timed(message), token);
        }

        @Override
        public boolean publishes() {
            return true;
        }
    }

    /** One message of a transaction on its way into the core. */
    private record PublishPending(
            Engine engine, EngineTransaction transaction, PublisherState publisher, Message message, long token)
            implements Command {
        @Override
        public boolean run() {
            return engine.deferred()
                    .transactions()
                    .publish(transaction.state(), publisher, publisher.timed(message), token);
        }
    }

    @Override
    public void publish(Message message, long token) {
        session.add(new Publish(engine, state, message, token));
    }

    @Override
    public void publish(Message message, long token, Transaction transaction) {
        session.add(new PublishPending(engine, (EngineTransaction) transaction, state, message, token));
    }
}
