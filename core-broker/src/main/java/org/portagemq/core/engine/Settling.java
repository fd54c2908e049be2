// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.core.engine;

import java.util.function.Supplier;
import org.portagemq.core.api.Release;
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
        REJECT,
        RELEASE,
        RELEASE_COUNTED,
        RELEASE_COUNTED_IF_LIMITED
    }

    void ack(long offset) {
        session.add(new Settle(this, Kind.ACK, offset));
    }

    void ack(long offset, Transaction transaction) {
        session.add(new Command.OfTransaction(() -> {
            Consumer holder = consumer.get();
            if (holder != null) {
                engine.transactions().ack(((EngineTransaction) transaction).state(), holder, offset);
            }
            return true;
        }));
    }

    void release(long offset, Release how) {
        Kind kind =
                switch (how) {
                    case UNCOUNTED -> Kind.RELEASE;
                    case COUNTED -> Kind.RELEASE_COUNTED;
                    case COUNTED_IF_LIMITED -> Kind.RELEASE_COUNTED_IF_LIMITED;
                };
        session.add(new Settle(this, kind, offset));
    }

    void reject(long offset) {
        session.add(new Settle(this, Kind.REJECT, offset));
    }

    private void settle(Consumer holder, Kind kind, long offset) {
        switch (kind) {
            case ACK -> engine.settlements().ack(holder, offset);
            case REJECT -> engine.settlements().reject(holder, offset);
            case RELEASE -> engine.settlements().release(holder, offset, Release.UNCOUNTED);
            case RELEASE_COUNTED -> engine.settlements().release(holder, offset, Release.COUNTED);
            case RELEASE_COUNTED_IF_LIMITED -> engine.settlements().release(holder, offset, Release.COUNTED_IF_LIMITED);
        }
    }
}
