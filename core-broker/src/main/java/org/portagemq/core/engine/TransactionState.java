// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.core.engine;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.portagemq.core.api.BrokerException;
import org.portagemq.core.api.Message;
import org.portagemq.core.api.MessageId;
import org.portagemq.core.api.Payload;
import org.portagemq.core.api.Release;
import org.portagemq.core.group.OffsetTable;

/**
 * A transaction in the core: its messages, which lie in the log and in no group yet, and the acknowledged messages,
 * which are out until it ends. Belongs to the core.
 */
final class TransactionState {

    private final long id;
    private final SessionState session;
    private final List<Item> items = new ArrayList<>();
    private final List<Held> acks = new ArrayList<>();
    /** What was noted about messages that were out; null for nothing. */
    private Map<Noted, Payload> notes;

    private BrokerException refusal;
    private boolean ended;

    /**
     * A pending message.
     *
     * @param id as its publisher was told
     * @param envelope what routes it; without its body
     * @param target the id of where it is published
     */
    record Item(
            PublisherState publisher,
            MessageId id,
            Message envelope,
            long token,
            long position,
            int size,
            int target) {}

    /** What becomes of a message that was out, when its transaction commits. */
    enum Outcome {
        DONE(0),
        REJECTED(1),
        RELEASED(2),
        FAILED(3),
        FAILED_IF_LIMITED(4);

        private final int code;

        Outcome(int code) {
            this.code = code;
        }

        /** In the log. */
        int code() {
            return code;
        }

        static Outcome of(int code) {
            for (Outcome outcome : values()) {
                if (outcome.code == code) {
                    return outcome;
                }
            }
            throw new IllegalStateException("the log has an unknown decision about a message: " + code);
        }

        static Outcome given(Release how) {
            return switch (how) {
                case UNCOUNTED -> RELEASED;
                case COUNTED -> FAILED;
                case COUNTED_IF_LIMITED -> FAILED_IF_LIMITED;
            };
        }

        /** How it is given back. */
        Release how() {
            return switch (this) {
                case FAILED -> Release.COUNTED;
                case FAILED_IF_LIMITED -> Release.COUNTED_IF_LIMITED;
                default -> Release.UNCOUNTED;
            };
        }
    }

    /** A message that was out at the consumer when something was decided about it here. */
    record Held(Consumer consumer, long offset, int size, Outcome outcome) {}

    private record Noted(Consumer consumer, long offset) {}

    TransactionState(long id, SessionState session) {
        this.id = id;
        this.session = session;
    }

    long id() {
        return id;
    }

    SessionState session() {
        return session;
    }

    List<Item> items() {
        return items;
    }

    List<Held> acks() {
        return acks;
    }

    /** Notes something about a message that is out at the consumer, and about which is decided here afterwards. */
    void note(Consumer consumer, long offset, Payload note) {
        boolean out = consumer.inFlight().get(offset) != OffsetTable.ABSENT;
        if (!ended && out) {
            notes = notes == null ? new HashMap<>() : notes;
            notes.put(new Noted(consumer, offset), note);
        }
    }

    boolean hasNotes() {
        return notes != null;
    }

    /** What was noted here about the message, or null. */
    Payload note(Held about) {
        return notes == null ? null : notes.get(new Noted(about.consumer, about.offset));
    }

    int size() {
        return items.size() + acks.size();
    }

    /** A message of it was refused: it cannot become visible as a whole any more. */
    void refused(BrokerException reason) {
        if (refusal == null) {
            refusal = reason;
        }
    }

    /** Why it cannot be committed; null when it can. */
    BrokerException refusal() {
        return refusal == null
                ? null
                : new BrokerException(
                        refusal.code(),
                        "the transaction is rolled back, as a message of it was refused: " + refusal.getMessage());
    }

    boolean hasEnded() {
        return ended;
    }

    /** Nothing is left in it; its session forgets it. */
    void end() {
        ended = true;
        items.clear();
        acks.clear();
        notes = null;
        session.transactions().remove(this);
    }
}
