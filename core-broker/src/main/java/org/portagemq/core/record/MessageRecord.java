// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.core.record;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.portagemq.core.api.FlushPolicy;
import org.portagemq.core.api.Message;
import org.portagemq.core.api.MessageFormat;
import org.portagemq.core.api.MessageId;
import org.portagemq.core.api.Payload;
import org.portagemq.core.api.StoredMessage;

/**
 * The encoding of a message in the log. The fixed part comes first, so that replay and index need not decode the rest.
 *
 * <pre>
 *   0  version (1)   1  flags        2  priority (1)   3  format id (1)
 *   4  route set (4), -1 when the message is pending
 *   8  stored at, epoch ms (8)
 *  16  expires at, epoch ms (8), 0 = never
 *  24  ttl in ms (8), -1 = none
 *  32  transaction id (8), 0 = none
 *  40  with flag {@value #DELAYED}: asked for at, epoch ms (8) | due at, epoch ms on the broker's own clock (8)
 *      | target (4)
 *      with flag {@value #DEDUPLICATED}: hash of what it is known by (16)
 *      topic | number of routing keys (2), routing keys | number of keys (2), keys     each text: length (2), UTF-8
 *      ordering key, if the flag says that there is one   text as above
 *      header length (4), header
 *      body: the rest
 * </pre>
 */
public final class MessageRecord {

    public static final int NO_ROUTE_SET = -1;

    private static final byte VERSION = 1;
    private static final int DURABLE = 1;
    private static final int ORDERED = 2;
    private static final int LAST_OF_KEY = 4;
    private static final int DELAYED = 8;
    private static final int DEDUPLICATED = 16;
    private static final int FIXED_BYTES = 40;
    private static final int DELAY_BYTES = 20;
    private static final int HASH_BYTES = 16;

    private MessageRecord() {}

    /** A message that is ready to be written; made once so that lengths and bytes of texts are computed once. */
    public static final class Encoder {

        private byte[] topic;
        private byte[][] routingKeys;
        private byte[][] keys;
        private byte[] orderingKey;
        private Message message;
        private int routeSet;
        private long storedAt;
        private long expiresAt;
        private long transaction;
        private long due;
        private int target;
        private KeyHash hash;
        private int length;

        private String lastKeyText = "";
        private byte[] lastKey = {};
        private static final byte[][] NONE = {};
        private final byte[][] oneKey = new byte[1][];

        /** Sets what to write, and answers how many bytes it takes. The topic is given in UTF-8. */
        public int prepare(Message newMessage, byte[] topicUtf8, long storedMs, long expiresMs, long transactionId) {
            message = newMessage;
            topic = topicUtf8;
            routeSet = NO_ROUTE_SET;
            storedAt = storedMs;
            expiresAt = expiresMs;
            transaction = transactionId;
            due = 0;
            target = 0;
            hash = null;
            routingKeys = encodeRoutingKeys(newMessage.routingKeys());
            keys = encode(newMessage.keys());
            orderingKey = newMessage.orderingKey() == null ? null : Text.bytes(newMessage.orderingKey());
            length = FIXED_BYTES
                    + (newMessage.deliverAt() == Message.AT_ONCE ? 0 : DELAY_BYTES)
                    + (newMessage.deduplication() == null ? 0 : HASH_BYTES)
                    + Text.length(topic)
                    + length(routingKeys)
                    + length(keys)
                    + (orderingKey == null ? 0 : Text.length(orderingKey))
                    + Integer.BYTES
                    + newMessage.header().length()
                    + newMessage.body().length();
            return length;
        }

        /** Sets the number of the route; without, the message is pending or fleeting. */
        public void routeSet(int number) {
            routeSet = number;
        }

        /** Of a delayed message: when it is due on the broker's own clock, and the id of where it is published then. */
        public void due(long dueMs, int targetId) {
            due = dueMs;
            target = targetId;
        }

        /** Of a message that is to be known again. */
        public void hash(KeyHash knownBy) {
            hash = knownBy;
        }

        /** Writes exactly the prepared length. */
        public void writeTo(ByteBuffer target) {
            target.put(VERSION)
                    .put(flags())
                    .put((byte) message.priority())
                    .put(message.format().id())
                    .putInt(routeSet)
                    .putLong(storedAt)
                    .putLong(expiresAt)
                    .putLong(message.ttlMs())
                    .putLong(transaction);
            if (message.deliverAt() != Message.AT_ONCE) {
                target.putLong(message.deliverAt()).putLong(due).putInt(this.target);
            }
            if (message.deduplication() != null) {
                target.putLong(hash.high()).putLong(hash.low());
            }
            Text.put(target, topic);
            put(target, routingKeys);
            put(target, keys);
            if (orderingKey != null) {
                Text.put(target, orderingKey);
            }
            target.putInt(message.header().length());
            message.header().writeTo(target);
            message.body().writeTo(target);
        }

        private byte flags() {
            int durable = message.durable() ? DURABLE : 0;
            int ordered = orderingKey == null ? 0 : ORDERED;
            int delayed = message.deliverAt() == Message.AT_ONCE ? 0 : DELAYED;
            int known = message.deduplication() == null ? 0 : DEDUPLICATED;
            return (byte) (durable | ordered | (message.lastOfKey() ? LAST_OF_KEY : 0) | delayed | known);
        }

        /** A publisher mostly repeats its key: it is encoded once. */
        private byte[][] encodeRoutingKeys(List<String> texts) {
            if (texts.size() != 1) {
                return encode(texts);
            }
            String text = texts.get(0);
            if (!text.equals(lastKeyText)) {
                lastKey = Text.bytes(text);
                lastKeyText = text;
            }
            oneKey[0] = lastKey;
            return oneKey;
        }

        private static byte[][] encode(List<String> texts) {
            if (texts.isEmpty()) {
                return NONE;
            }
            byte[][] encoded = new byte[texts.size()][];
            for (int i = 0; i < encoded.length; i++) {
                encoded[i] = Text.bytes(texts.get(i));
            }
            return encoded;
        }

        private static int length(byte[][] texts) {
            int sum = Short.BYTES;
            for (byte[] text : texts) {
                sum += Text.length(text);
            }
            return sum;
        }

        private static void put(ByteBuffer target, byte[][] texts) {
            target.putShort((short) texts.length);
            for (byte[] text : texts) {
                Text.put(target, text);
            }
        }
    }

    public static int routeSet(ByteBuffer body) {
        return body.getInt(body.position() + 4);
    }

    /** What the index keeps of the message, as in {@link Traits}. */
    public static int traits(ByteBuffer body) {
        int priority = body.get(body.position() + 2) & 0xff;
        if ((body.get(body.position() + 1) & ORDERED) == 0) {
            return Traits.of(priority, null);
        }
        ByteBuffer at = body.duplicate();
        at.position(topicAt(body));
        Text.skip(at);
        for (int list = 0; list < 2; list++) {
            for (int n = at.getShort() & 0xffff; n > 0; n--) {
                Text.skip(at);
            }
        }
        return Traits.of(priority, Text.get(at));
    }

    public static long storedAt(ByteBuffer body) {
        return body.getLong(body.position() + 8);
    }

    public static long expiresAt(ByteBuffer body) {
        return body.getLong(body.position() + 16);
    }

    public static long transaction(ByteBuffer body) {
        return body.getLong(body.position() + 32);
    }

    private static int flags(ByteBuffer body) {
        return body.get(body.position() + 1);
    }

    /** Where the topic begins. */
    private static int topicAt(ByteBuffer body) {
        int flags = flags(body);
        return body.position()
                + FIXED_BYTES
                + ((flags & DELAYED) == 0 ? 0 : DELAY_BYTES)
                + ((flags & DEDUPLICATED) == 0 ? 0 : HASH_BYTES);
    }

    /** When a message that waits for its time is due, on the broker's own clock; 0 for one that does not wait. */
    public static long due(ByteBuffer body) {
        return (flags(body) & DELAYED) == 0 ? 0 : body.getLong(body.position() + FIXED_BYTES + 8);
    }

    /** The id of where a message that waits for its time is published then. */
    public static int target(ByteBuffer body) {
        return body.getInt(body.position() + FIXED_BYTES + 16);
    }

    /** By what the message is known when it is sent again, or null. */
    public static KeyHash hash(ByteBuffer body) {
        int flags = flags(body);
        if ((flags & DEDUPLICATED) == 0) {
            return null;
        }
        int at = body.position() + FIXED_BYTES + ((flags & DELAYED) == 0 ? 0 : DELAY_BYTES);
        return new KeyHash(body.getLong(at), body.getLong(at + 8));
    }

    /** The topic and the keys by which the message can be found. */
    public static Keys keys(ByteBuffer body) {
        ByteBuffer at = body.duplicate();
        at.position(topicAt(body));
        String topic = Text.get(at);
        for (int n = at.getShort() & 0xffff; n > 0; n--) {
            Text.skip(at);
        }
        return new Keys(topic, texts(at));
    }

    /** What the key index needs of a message. */
    public record Keys(String topic, List<String> keys) {}

    /** Decodes a whole message. The formats are found by their id. */
    public static StoredMessage decode(long position, ByteBuffer body, Formats formats) {
        ByteBuffer at = body.duplicate();
        byte version = at.get();
        if (version != VERSION) {
            throw new IllegalStateException("message at position " + position + " has unknown version " + version);
        }
        int flags = at.get();
        int priority = at.get() & 0xff;
        MessageFormat format = formats.byId(at.get());
        at.getInt();
        long storedAt = at.getLong();
        at.getLong();
        long ttl = at.getLong();
        at.getLong();
        long deliverAt = (flags & DELAYED) == 0 ? Message.AT_ONCE : at.getLong();
        at.position(topicAt(body));
        String topic = Text.get(at);
        List<String> routingKeys = texts(at);
        List<String> keys = texts(at);
        String orderingKey = (flags & ORDERED) == 0 ? null : Text.get(at);
        byte[] header = new byte[at.getInt()];
        at.get(header);
        byte[] content = new byte[at.remaining()];
        at.get(content);
        Message message = new Message(
                routingKeys,
                (flags & DURABLE) != 0,
                priority,
                ttl,
                FlushPolicy.DEFAULT,
                keys,
                format,
                Payload.of(header),
                Payload.of(content),
                orderingKey,
                (flags & LAST_OF_KEY) != 0,
                deliverAt,
                null);
        return new StoredMessage(id(position, storedAt), topic, storedAt, message);
    }

    /** The identity of a message: its time first, so that later ids are larger. */
    public static MessageId id(long position, long storedAt) {
        return new MessageId(storedAt << 8, position);
    }

    private static List<String> texts(ByteBuffer at) {
        int count = at.getShort() & 0xffff;
        if (count == 0) {
            return List.of();
        }
        if (count == 1) {
            return List.of(Text.get(at));
        }
        List<String> texts = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            texts.add(Text.get(at));
        }
        return List.copyOf(texts);
    }
}
