// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.core.record;

import java.nio.ByteBuffer;
import org.portagemq.core.api.StoredMessage;

/**
 * Ends a message in its group until a time. A {@link MoveRecord} whose route set is the id of the group to which it comes
 * back and whose time is when, on the broker's own clock; behind the overlay:
 *
 * <pre>
 *  -12  when the message expires, epoch ms (8), 0 = never    -4  failed attempts so far (4)
 * </pre>
 */
public final class PostponeRecord {

    private static final int TRAILER_BYTES = 12;

    private PostponeRecord() {}

    /** What stays of the message's life in the group: when it expires, and how often it failed. */
    public record Rest(long expiry, int attempts) {}

    public static int length(byte[] overlay) {
        return MoveRecord.length(overlay) + TRAILER_BYTES;
    }

    public static void put(ByteBuffer target, MoveRecord.Move move, byte[] overlay, Rest rest) {
        MoveRecord.put(target, move, overlay);
        target.putLong(rest.expiry).putInt(rest.attempts);
    }

    public static Rest rest(ByteBuffer body) {
        int at = body.limit() - TRAILER_BYTES;
        return new Rest(body.getLong(at), body.getInt(at + 8));
    }

    /** The message with what the record keeps of it. */
    public static StoredMessage apply(StoredMessage message, ByteBuffer body) {
        return MoveRecord.apply(message, body);
    }
}
