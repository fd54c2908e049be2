// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.core.engine;

import java.util.function.Supplier;
import org.portagemq.core.api.BrokerException;
import org.portagemq.core.api.ErrorCode;
import org.portagemq.core.api.Payload;
import org.portagemq.core.api.Release;
import org.portagemq.core.api.StoredMessage;
import org.portagemq.core.api.Transaction;

/** Settling calls of a handle, on their way into the core. The consumer is found there; null when there is none. */
record Settling(Engine engine, EngineSession session, Supplier<Consumer> consumer) {

    /** One settled message. */
    private record Settle(Settling settling, Kind kind, long offset) implements Command {
        @Override
        public boolean run() {
            Consumer consumer = settling.consumer.get();
            if (consumer != null) {
                settling.settle(consumer, kind, offset);
            }
            return true;
        }

        @Override
        public boolean settles() {
            return true;
        }

        @Override
        public boolean overtakes() {
            return true;
        }
    }

    private enum Kind {
        ACK,
        REJECT
    }

    /** One message that is given back. */
    private record GiveBack(Settling settling, long offset, Release how, long delayMs) implements Command {
        @Override
        public boolean run() {
            Consumer consumer = settling.consumer.get();
            if (consumer != null) {
                settling.engine.settlements().release(consumer, offset, how, delayMs);
            }
            return true;
        }

        @Override
        public boolean settles() {
            return true;
        }

        @Override
        public boolean overtakes() {
            return true;
        }
    }

    /** Something noted about a message, whatever becomes of it then. */
    private record Note(Settling settling, long offset, Payload note) implements Command {
        @Override
        public boolean run() {
            settling.engine.consuming().note(settling.consumer.get(), offset, note);
            return true;
        }

        @Override
        public boolean settles() {
            return true;
        }

        @Override
        public boolean overtakes() {
            return true;
        }
    }

    void note(long offset, Payload note) {
        requireSize(note);
        session.add(new Note(this, offset, note));
    }

    void note(long offset, Payload note, Transaction transaction) {
        requireSize(note);
        session.add(new Command.OfTransaction(() -> {
            Consumer holder = consumer.get();
            if (holder != null) {
                ((EngineTransaction) transaction).state().note(holder, offset, note);
            }
            return true;
        }));
    }

    private static void requireSize(Payload note) {
        if (note.length() > StoredMessage.NOTE_BYTES_MAX) {
            throw new BrokerException(
                    ErrorCode.TOO_LARGE,
                    "what is noted about a message has " + note.length() + " bytes, at most "
                            + StoredMessage.NOTE_BYTES_MAX + " are kept");
        }
    }

    void ack(long offset) {
        session.add(new Settle(this, Kind.ACK, offset));
    }

    void ack(long offset, Transaction transaction) {
        hold(offset, transaction, TransactionState.Outcome.DONE);
    }

    void release(long offset, Release how, Transaction transaction) {
        hold(offset, transaction, TransactionState.Outcome.given(how));
    }

    void reject(long offset, Transaction transaction) {
        hold(offset, transaction, TransactionState.Outcome.REJECTED);
    }

    private void hold(long offset, Transaction transaction, TransactionState.Outcome outcome) {
        session.add(new Command.OfTransaction(() -> {
            Consumer holder = consumer.get();
            if (holder != null) {
                engine.deferred()
                        .transactions()
                        .hold(((EngineTransaction) transaction).state(), holder, offset, outcome);
            }
            return true;
        }));
    }

    void release(long offset, Release how, long delayMs) {
        session.add(new GiveBack(this, offset, how, delayMs));
    }

    void reject(long offset) {
        session.add(new Settle(this, Kind.REJECT, offset));
    }

    private void settle(Consumer holder, Kind kind, long offset) {
        switch (kind) {
            case ACK -> engine.settlements().ack(holder, offset);
            case REJECT -> engine.settlements().reject(holder, offset);
        }
    }
}
