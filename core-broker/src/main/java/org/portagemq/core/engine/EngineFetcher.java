// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.core.engine;

import java.util.Optional;
import org.portagemq.core.api.Answer;
import org.portagemq.core.api.Delivery;
import org.portagemq.core.api.Fetcher;
import org.portagemq.core.api.Release;
import org.portagemq.core.api.Transaction;

/** A fetcher's handle on its session's side. */
final class EngineFetcher implements Fetcher {

    private final Engine engine;
    private final EngineSession session;
    private final String group;
    private final Settling settling;

    /** Core only; null until something was fetched. */
    private Consumer consumer;

    EngineFetcher(Engine engine, EngineSession session, String group) {
        this.engine = engine;
        this.session = session;
        this.group = group;
        this.settling = new Settling(engine, session, () -> consumer);
    }

    @Override
    public void fetch(boolean autoAck, Answer<Optional<Delivery>> answer) {
        session.add(Command.of(
                () -> consumer = engine.consuming().fetch(session.state(), consumer, this, group, autoAck, answer)));
    }

    @Override
    public void close() {
        session.add(Command.of(() -> engine.consuming().close(consumer, Release.UNCOUNTED)));
    }

    @Override
    public void ack(long offset) {
        settling.ack(offset);
    }

    @Override
    public void ack(long offset, Transaction transaction) {
        settling.ack(offset, transaction);
    }

    @Override
    public void release(long offset, Release how, long delayMs) {
        settling.release(offset, how, delayMs);
    }

    @Override
    public void reject(long offset) {
        settling.reject(offset);
    }

    @Override
    public void release(long offset, Release how, Transaction transaction) {
        settling.release(offset, how, transaction);
    }

    @Override
    public void reject(long offset, Transaction transaction) {
        settling.reject(offset, transaction);
    }
}
