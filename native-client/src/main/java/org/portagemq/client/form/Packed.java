// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.client.form;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.zip.Deflater;
import org.portagemq.client.codec.MessageProperties;
import org.portagemq.client.codec.SysFlag;
import org.portagemq.client.error.Incident;
import org.portagemq.client.error.PayloadTooLargeException;
import org.portagemq.client.message.Compression;
import org.portagemq.client.message.Durability;
import org.portagemq.client.message.Message;

/**
 * A message as it is sent.
 *
 * @param id that its producer gives it
 * @param body perhaps compressed
 * @param sysFlag bits of {@link SysFlag}
 * @param properties all of them, as they are sent
 */
@SuppressWarnings("ArrayRecordComponent") // Handed on, never compared or changed.
public record Packed(Message message, String id, byte[] body, int sysFlag, String properties) {

    private static final int COMPRESSED_FROM = 4_096;
    private static final int LEVEL = 5;
    private static final int ZLIB = SysFlag.COMPRESSED | 3 << 8;
    private static final int PROPERTIES_LIMIT = Short.MAX_VALUE;
    /** Of one in a batch, beside its body and properties. */
    private static final int BATCHED_FRAME = 22;

    /**
     * Makes a message ready.
     *
     * @param more properties of the client's own
     * @throws PayloadTooLargeException when its properties are
     */
    public static Packed of(Message message, String id, Map<String, String> more) {
        byte[] plain = message.body();
        byte[] smaller =
                message.compression() == Compression.AUTO && plain.length >= COMPRESSED_FROM ? deflate(plain) : plain;
        String properties = properties(message, id, more);
        long size = utf8Length(properties);
        if (size > PROPERTIES_LIMIT) {
            throw new PayloadTooLargeException(
                    Incident.local(
                            "send to topic '" + message.topic() + "'",
                            "the properties have " + size + " bytes, and may have " + PROPERTIES_LIMIT),
                    size,
                    PROPERTIES_LIMIT);
        }
        return smaller.length < plain.length
                ? new Packed(message, id, smaller, ZLIB, properties)
                : new Packed(message, id, plain, 0, properties);
    }

    private static long utf8Length(String text) {
        return text.length() * 3L <= PROPERTIES_LIMIT ? text.length() : text.getBytes(StandardCharsets.UTF_8).length;
    }

    private static byte[] deflate(byte[] plain) {
        Deflater deflater = new Deflater(LEVEL);
        try {
            deflater.setInput(plain);
            deflater.finish();
            ByteArrayOutputStream out = new ByteArrayOutputStream(plain.length / 2);
            byte[] part = new byte[8_192];
            while (!deflater.finished()) {
                out.write(part, 0, deflater.deflate(part));
            }
            return out.toByteArray();
        } finally {
            deflater.end();
        }
    }

    private static String properties(Message message, String id, Map<String, String> more) {
        StringBuilder text = new StringBuilder(128);
        message.properties().forEach((name, value) -> MessageProperties.append(text, name, value));
        MessageProperties.append(text, MessageProperties.UNIQUE_KEY, id);
        MessageProperties.append(
                text, MessageProperties.WAIT, message.durability() == Durability.STORED ? "true" : "false");
        MessageProperties.append(text, MessageProperties.TAGS, message.tag().orElse(null));
        MessageProperties.append(text, MessageProperties.KEYS, String.join(" ", message.keys()));
        MessageProperties.append(
                text, MessageProperties.SHARDING_KEY, message.orderingKey().orElse(null));
        MessageProperties.append(
                text, MessageProperties.CORRELATION_ID, message.correlationId().orElse(null));
        message.priority()
                .ifPresent(
                        number -> MessageProperties.append(text, MessageProperties.PRIORITY, String.valueOf(number)));
        message.deliverAfter()
                .ifPresent(delay -> MessageProperties.append(
                        text, MessageProperties.TIMER_DELAY_MS, String.valueOf(delay.toMillis())));
        message.deliverAt()
                .ifPresent(time -> MessageProperties.append(
                        text, MessageProperties.TIMER_DELIVER_MS, String.valueOf(time.toEpochMilli())));
        more.forEach((name, value) -> MessageProperties.append(text, name, value));
        return text.toString();
    }

    /** What it takes of the budget, about. */
    public int size() {
        return body.length + properties.length() + 256;
    }

    /** One message of a batch. */
    public byte[] batched() {
        byte[] more = properties.getBytes(StandardCharsets.UTF_8);
        ByteBuffer out = ByteBuffer.allocate(BATCHED_FRAME + body.length + more.length);
        out.putInt(out.capacity()).putInt(0).putInt(0).putInt(0);
        out.putInt(body.length).put(body);
        out.putShort((short) more.length).put(more);
        return out.array();
    }
}
