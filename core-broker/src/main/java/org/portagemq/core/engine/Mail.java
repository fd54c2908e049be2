// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.core.engine;

import java.util.Arrays;
import org.portagemq.core.api.BrokerException;
import org.portagemq.core.api.Delivery;
import org.portagemq.core.api.PublishListener;
import org.portagemq.core.api.SubscriptionListener;

/** What one turn of the core has to say to one session, in order. Filled in the core, then read by the session. */
final class Mail {

    /** Receives the letters of a mail. */
    interface Reader {
        void stored(PublishListener listener, long token, long end, boolean synced);

        void storedCall(Runnable call, long end, boolean synced);
    }

    private static final byte DELIVERY = 0;
    private static final byte UNROUTED = 1;
    private static final byte CONFIRMED = 2;
    private static final byte REFUSED = 3;
    private static final byte STORED_WRITTEN = 4;
    private static final byte STORED_SYNCED = 5;
    private static final byte CALL = 6;
    private static final byte CALL_WRITTEN = 7;
    private static final byte CALL_SYNCED = 8;

    private byte[] kinds = new byte[16];
    private Object[] targets = new Object[16];
    private Object[] details = new Object[16];
    private long[] tokens = new long[16];
    private long[] ends = new long[16];
    private int count;
    private long bytes;

    boolean isEmpty() {
        return count == 0;
    }

    /** Bytes of messages in it. */
    long bytes() {
        return bytes;
    }

    void deliver(SubscriptionListener listener, Delivery delivery, int size) {
        add(DELIVERY, listener, delivery, 0, 0);
        bytes += size;
    }

    void unrouted(PublishListener listener, long token) {
        add(UNROUTED, listener, null, token, 0);
    }

    void confirmed(PublishListener listener, long token) {
        add(CONFIRMED, listener, null, token, 0);
    }

    void refused(PublishListener listener, long token, BrokerException reason) {
        add(REFUSED, listener, reason, token, 0);
    }

    /** The message counts as stored when the log is written, or synced, to the end. */
    void storedAt(PublishListener listener, long token, long end, boolean synced) {
        add(synced ? STORED_SYNCED : STORED_WRITTEN, listener, null, token, end);
    }

    void call(Runnable call) {
        add(CALL, call, null, 0, 0);
    }

    void callStoredAt(Runnable call, long end, boolean synced) {
        add(synced ? CALL_SYNCED : CALL_WRITTEN, call, null, 0, end);
    }

    private void add(byte kind, Object target, Object detail, long token, long end) {
        if (count == kinds.length) {
            grow();
        }
        kinds[count] = kind;
        targets[count] = target;
        details[count] = detail;
        tokens[count] = token;
        ends[count] = end;
        count++;
    }

    private void grow() {
        int size = count * 2;
        kinds = Arrays.copyOf(kinds, size);
        targets = Arrays.copyOf(targets, size);
        details = Arrays.copyOf(details, size);
        tokens = Arrays.copyOf(tokens, size);
        ends = Arrays.copyOf(ends, size);
    }

    /** Calls everything in order, on the session's executor; empties the mail. */
    void read(Reader reader) {
        for (int i = 0; i < count; i++) {
            Object target = targets[i];
            switch (kinds[i]) {
                case DELIVERY -> ((SubscriptionListener) target).deliver((Delivery) details[i]);
                case UNROUTED -> ((PublishListener) target).unrouted(tokens[i]);
                case CONFIRMED -> ((PublishListener) target).confirmed(tokens[i]);
                case REFUSED -> ((PublishListener) target).refused(tokens[i], (BrokerException) details[i]);
                case STORED_WRITTEN -> reader.stored((PublishListener) target, tokens[i], ends[i], false);
                case STORED_SYNCED -> reader.stored((PublishListener) target, tokens[i], ends[i], true);
                case CALL -> ((Runnable) target).run();
                case CALL_WRITTEN -> reader.storedCall((Runnable) target, ends[i], false);
                case CALL_SYNCED -> reader.storedCall((Runnable) target, ends[i], true);
                default -> throw new AssertionError("letter of kind " + kinds[i]);
            }
        }
        Arrays.fill(targets, 0, count, null);
        Arrays.fill(details, 0, count, null);
        count = 0;
        bytes = 0;
    }
}
