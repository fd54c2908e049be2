// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.core.record;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.portagemq.core.api.Death;
import org.portagemq.core.api.Message;
import org.portagemq.core.api.Payload;
import org.portagemq.core.api.StoredMessage;

/**
 * Moves one message from a group to others: the message is done there and visible here, in one record. The body is not
 * copied: the record names its position and carries what differs, its <em>overlay</em>.
 *
 * <pre>
 *   0  group that it leaves (4), 0 = none to be told    4  route set of the groups that it reaches (4)
 *   8  offset that it had there (8)                    16  position of the message's own record (8)
 *  24  moved at, epoch ms (8)                          32  size of the message's own record (4)
 *  36  traits (4), as in {@link Traits}
 *  40  overlay: ttl (8), topic, routing keys, number of deaths (8), deaths
 *      and, with a bit that the number of deaths has then, what was noted about it: length (4), bytes
 * </pre>
 */
public final class MoveRecord {

    private static final int FIXED_BYTES = 40;
    private static final long NOTED = 1L << 32;

    private MoveRecord() {}

    /** The fixed part. */
    public record Move(int group, int routeSet, long offset, long position, long time, int size, int traits) {}

    /** The overlay of a message as bytes. */
    public static byte[] overlay(StoredMessage message) {
        Overlay bytes = new Overlay();
        bytes.add(message);
        return bytes.toBytes();
    }

    private static final class Overlay {
        private final List<byte[]> parts = new ArrayList<>();
        private int length;

        private void add(StoredMessage message) {
            number(message.message().ttlMs());
            text(message.topic());
            texts(message.message().routingKeys());
            boolean noted = message.note().length() > 0;
            number(message.deaths().size() | (noted ? NOTED : 0));
            for (Death death : message.deaths()) {
                text(death.group());
                text(death.reason().name());
                number(death.count());
                number(death.time());
                text(death.topic());
                texts(death.routingKeys());
                number(death.ttlMs());
            }
            if (noted) {
                add(ByteBuffer.allocate(Integer.BYTES)
                        .putInt(message.note().length())
                        .array());
                add(message.note().array());
            }
        }

        private void texts(List<String> values) {
            number(values.size());
            values.forEach(this::text);
        }

        private void text(String value) {
            byte[] utf8 = Text.bytes(value);
            ByteBuffer part = ByteBuffer.allocate(Text.length(utf8));
            Text.put(part, utf8);
            add(part.array());
        }

        private void number(long value) {
            add(ByteBuffer.allocate(Long.BYTES).putLong(value).array());
        }

        private void add(byte[] part) {
            parts.add(part);
            length += part.length;
        }

        private byte[] toBytes() {
            ByteBuffer all = ByteBuffer.allocate(length);
            parts.forEach(all::put);
            return all.array();
        }
    }

    public static int length(byte[] overlay) {
        return FIXED_BYTES + overlay.length;
    }

    public static void put(ByteBuffer target, Move move, byte[] overlay) {
        target.putInt(move.group).putInt(move.routeSet);
        target.putLong(move.offset).putLong(move.position).putLong(move.time);
        target.putInt(move.size).putInt(move.traits);
        target.put(overlay);
    }

    public static Move move(ByteBuffer body) {
        ByteBuffer at = body.duplicate();
        return new Move(at.getInt(), at.getInt(), at.getLong(), at.getLong(), at.getLong(), at.getInt(), at.getInt());
    }

    /** The message with what the record at its last move changed. */
    public static StoredMessage apply(StoredMessage message, ByteBuffer body) {
        ByteBuffer at = body.duplicate();
        at.position(body.position() + FIXED_BYTES);
        long ttl = at.getLong();
        String topic = Text.get(at);
        List<String> keys = texts(at);
        long flagged = at.getLong();
        int count = (int) flagged;
        List<Death> deaths = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            deaths.add(new Death(
                    Text.get(at),
                    Death.Reason.valueOf(Text.get(at)),
                    at.getLong(),
                    at.getLong(),
                    Text.get(at),
                    texts(at),
                    at.getLong()));
        }
        Message changed = message.message().rerouted(keys, ttl);
        Payload note = (flagged & NOTED) == 0 ? Payload.EMPTY : note(at);
        return new StoredMessage(message.id(), topic, message.storedAt(), changed, deaths, note);
    }

    private static Payload note(ByteBuffer at) {
        byte[] note = new byte[at.getInt()];
        at.get(note);
        return Payload.of(note);
    }

    private static List<String> texts(ByteBuffer at) {
        int count = (int) at.getLong();
        List<String> texts = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            texts.add(Text.get(at));
        }
        return texts;
    }
}
