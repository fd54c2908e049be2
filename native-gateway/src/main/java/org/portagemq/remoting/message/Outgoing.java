// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.remoting.message;

import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import org.portagemq.client.codec.MessageProperties;
import org.portagemq.client.codec.NetAddress;
import org.portagemq.client.codec.WireMessage;
import org.portagemq.core.api.Body;
import org.portagemq.core.api.Message;
import org.portagemq.core.api.MessageView;
import org.portagemq.core.api.StoredMessage;
import org.portagemq.core.api.ValueText;

/** Makes of a stored message what consumers of this protocol are sent. */
public final class Outgoing {

    /** As far as the length of a message's properties goes. */
    private static final int PROPERTIES_LIMIT = Short.MAX_VALUE;

    private Outgoing() {}

    /** Where a message is: the queue by its number, its place there, and the handle of it. */
    public record Place(String topic, int queueId, long offset, long handle) {}

    public static WireMessage of(StoredMessage stored, Place place, NetAddress storeHost) {
        return of(stored, header(stored), place, storeHost);
    }

    /** The same with another header than the stored one. */
    public static WireMessage of(StoredMessage stored, NativeHeader header, Place place, NetAddress storeHost) {
        return new WireMessage(
                place.topic,
                place.queueId,
                header.flag(),
                place.offset,
                place.handle,
                header.sysFlag(),
                header.bornAt(),
                header.bornHost(),
                stored.storedAt(),
                storeHost,
                header.reconsumeTimes(),
                0,
                body(stored.message()),
                header.properties());
    }

    /** That of a message of another protocol is made up. */
    public static NativeHeader header(StoredMessage stored) {
        Message message = stored.message();
        if (message.format() == NativeFormat.INSTANCE) {
            try {
                return NativeHeader.read(message.header());
            } catch (IllegalArgumentException unreadable) {
                return new NativeHeader(0, 0, stored.storedAt(), 0, NetAddress.NONE, "");
            }
        }
        MessageView view = message.format().view(message);
        Long sentAt = view.timestampMs();
        return new NativeHeader(
                0, 0, sentAt == null ? stored.storedAt() : sentAt, 0, NetAddress.NONE, properties(message, view));
    }

    /** The tag of a message; null when it has none. */
    public static String tag(StoredMessage stored) {
        Message message = stored.message();
        String properties =
                message.format() == NativeFormat.INSTANCE ? header(stored).properties() : null;
        return properties == null ? header(stored).parsedProperties().get(MessageProperties.TAGS) : tag(properties);
    }

    private static String tag(String properties) {
        String start = MessageProperties.TAGS + '\u0001';
        int at = properties.startsWith(start) ? 0 : properties.indexOf('\u0002' + start) + 1;
        if (at == 0 && !properties.startsWith(start)) {
            return null;
        }
        int end = properties.indexOf('\u0002', at);
        return properties.substring(at + start.length(), end < 0 ? properties.length() : end);
    }

    /** What the other protocol says that can be said here; the first ones as far as there is room. */
    private static String properties(Message message, MessageView view) {
        Map<String, String> all = new LinkedHashMap<>();
        put(all, MessageProperties.KEYS, String.join(" ", message.keys()));
        put(all, "messageId", ValueText.ofScalar(view.messageId()));
        put(all, MessageProperties.CORRELATION_ID, ValueText.ofScalar(view.correlationId()));
        put(all, "contentType", view.contentType());
        put(all, "contentEncoding", view.contentEncoding());
        put(all, "type", view.type());
        put(all, "userId", view.userId());
        put(all, "appId", view.appId());
        view.headers().forEach((name, value) -> put(all, name, ValueText.ofScalar(value)));
        StringBuilder text = new StringBuilder();
        int bytes = 0;
        for (Map.Entry<String, String> property : all.entrySet()) {
            bytes += 2 + utf8(property.getKey()) + utf8(property.getValue());
            if (bytes > PROPERTIES_LIMIT) {
                break;
            }
            MessageProperties.append(text, property.getKey(), property.getValue());
        }
        return text.toString();
    }

    private static void put(Map<String, String> all, String name, String value) {
        boolean possible = value != null
                && !value.isEmpty()
                && !name.isEmpty()
                && MessageProperties.isPossible(name)
                && MessageProperties.isPossible(value);
        if (possible) {
            all.putIfAbsent(name, value);
        }
    }

    private static int utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8).length;
    }

    /** The body as this protocol has it. */
    public static byte[] body(Message message) {
        if (message.format() == NativeFormat.INSTANCE) {
            return message.body().array();
        }
        Body body = message.format().view(message).body();
        if (body instanceof Body.Bytes bytes) {
            return bytes.bytes().array();
        }
        return body instanceof Body.Text text
                ? text.utf8().array()
                : ValueText.json(((Body.Value) body).value()).getBytes(StandardCharsets.UTF_8);
    }
}
