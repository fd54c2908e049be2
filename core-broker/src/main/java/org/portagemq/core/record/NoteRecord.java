// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.core.record;

import java.nio.ByteBuffer;
import org.portagemq.core.api.Payload;

/**
 * What a consumer noted about a message of a group, in place of what was noted before.
 *
 * <pre>
 *   0  group (4)   4  0 (4)   8  offset (8)   16  the note: the rest
 * </pre>
 */
public final class NoteRecord {

    private static final int FIXED_BYTES = 16;

    private NoteRecord() {}

    public static int length(Payload note) {
        return FIXED_BYTES + note.length();
    }

    public static void put(ByteBuffer target, int group, long offset, Payload note) {
        target.putInt(group).putInt(0).putLong(offset);
        note.writeTo(target);
    }

    public static int group(ByteBuffer body) {
        return body.getInt(body.position());
    }

    public static long offset(ByteBuffer body) {
        return body.getLong(body.position() + 8);
    }

    public static Payload note(ByteBuffer body) {
        return Payload.copyOf(body.slice(body.position() + FIXED_BYTES, body.remaining() - FIXED_BYTES));
    }
}
