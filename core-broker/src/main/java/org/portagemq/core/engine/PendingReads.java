// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.core.engine;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import org.portagemq.core.api.StoredMessage;
import org.portagemq.core.record.PostponeRecord;

/** Finds messages that are in the log and in no group: in memory, or on disk. Belongs to the core. */
final class PendingReads {

    private final Messages messages;
    private final Executor readLane;
    private final CoreCalls core;

    /** A message; or why it cannot be read. */
    static final class Found {
        private final Messages.Place place;
        private StoredMessage message;
        private PostponeRecord.Rest rest;
        private IOException failure;

        private Found(Messages.Place place) {
            this.place = place;
        }

        /** The message, or null when it cannot be read. */
        StoredMessage message() {
            return message;
        }

        /** What stays of its life in a group, or null when it was in none. */
        PostponeRecord.Rest rest() {
            return rest;
        }

        IOException failure() {
            return failure;
        }
    }

    PendingReads(Messages messages, Executor readLane, CoreCalls core) {
        this.messages = messages;
        this.readLane = readLane;
        this.core = core;
    }

    /** Gives what was found to the consumer, in the same order: at once when all of it is in memory. */
    void read(List<Waiting> wanted, Consumer<List<Found>> consumer) {
        List<Found> all = new ArrayList<>(wanted.size());
        boolean complete = true;
        for (Waiting one : wanted) {
            Found found = new Found(messages.place(one.position(), one.overlay()));
            found.message = messages.get(one.position(), one.overlay());
            if (one.overlay() != 0 && found.place.overlayBytes() != null) {
                found.rest = PostponeRecord.rest(found.place.overlayBytes());
            }
            complete &= found.message != null && (one.overlay() == 0 || found.rest != null);
            all.add(found);
        }
        if (complete) {
            consumer.accept(all);
            return;
        }
        readLane.execute(() -> {
            all.forEach(this::read);
            core.call(() -> consumer.accept(all));
        });
    }

    private void read(Found found) {
        try {
            if (found.message == null) {
                found.message = messages.read(found.place);
            }
            if (found.place.overlay() != 0 && found.rest == null) {
                ByteBuffer record = messages.readOverlay(found.place);
                found.rest = PostponeRecord.rest(record);
            }
        } catch (IOException failed) {
            found.message = null;
            found.failure = failed;
        }
    }
}
