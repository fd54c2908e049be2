// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.remoting.session;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectOutputStream;
import java.io.UncheckedIOException;
import java.math.BigInteger;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import org.portagemq.client.session.Bodies;
import org.portagemq.client.session.MessageHeader;
import org.portagemq.client.session.MessageHeader.BodyKind;
import org.portagemq.core.api.Body;
import org.portagemq.core.api.Message;
import org.portagemq.core.api.MessageView;
import org.portagemq.core.api.Payload;
import org.portagemq.core.api.StoredMessage;
import org.portagemq.core.api.ValueText;

/** Messages of other protocols, in the form that clients of sessions read. Pure functions. */
final class ForeignMessages {

    /** Both sections of a message. */
    @SuppressWarnings("ArrayRecordComponent") // goes by reference; compared by nobody
    record Sections(MessageHeader header, byte[] body) {}

    private ForeignMessages() {}

    static Sections translate(StoredMessage stored) {
        Message message = stored.message();
        MessageView view = message.format().view(message);
        MessageHeader header = new MessageHeader();
        header.messageId = ForeignIds.shown(view.messageId());
        header.timestamp = view.timestampMs() == null ? 0 : Math.max(0, view.timestampMs());
        header.correlation = correlation(view.correlationId());
        header.replyTo = view.replyTo() == null ? null : Routes.place(view.replyTo());
        header.type = view.type();
        header.expiration = message.ttlMs() == Message.NO_TTL ? 0 : stored.storedAt() + message.ttlMs();
        header.deliveryTime = message.deliverAt() == Message.AT_ONCE ? stored.storedAt() : message.deliverAt();
        header.user = view.userId();
        header.application = view.appId();
        header.contentType = view.contentType();
        header.contentEncoding = view.contentEncoding();
        view.headers().forEach((name, value) -> {
            Object own = property(value);
            if (own != null) {
                header.property(name, own);
            }
        });
        if (message.orderingKey() != null) {
            header.property("JMSXGroupID", message.orderingKey());
        }
        return new Sections(header, body(view, header));
    }

    /** A correlation id: bytes stay bytes, everything else is a text. */
    static Object correlation(Object id) {
        if (id == null) {
            return null;
        }
        if (id instanceof Payload bytes) {
            return bytes.array();
        }
        return id instanceof String text ? text : ForeignIds.shown(id);
    }

    /** A value in a type that properties have; null for lists, maps and bytes, which have none. */
    private static Object property(Object value) {
        if (value instanceof String
                || value instanceof Boolean
                || value instanceof Byte
                || value instanceof Short
                || value instanceof Integer
                || value instanceof Long
                || value instanceof Float
                || value instanceof Double) {
            return value;
        }
        if (value instanceof Instant time) {
            return time.toEpochMilli();
        }
        if (value instanceof BigInteger number && number.bitLength() < Long.SIZE) {
            return number.longValueExact();
        }
        return value instanceof Payload ? null : ValueText.ofScalar(value);
    }

    private static byte[] body(MessageView view, MessageHeader header) {
        Body body = view.body();
        if (body instanceof Body.Text text) {
            header.bodyKind = BodyKind.TEXT;
            return text.utf8().array();
        }
        if (body instanceof Body.Value value) {
            return ofValue(value.value(), header);
        }
        byte[] bytes = ((Body.Bytes) body).bytes().array();
        if (ClientFormat.OBJECT_TYPE.equals(view.contentType())) {
            header.bodyKind = BodyKind.OBJECT;
        } else {
            header.bodyKind = isText(view.contentType()) ? BodyKind.TEXT : BodyKind.BYTES;
        }
        return bytes;
    }

    /** Types of texts whose bytes are UTF-8. */
    private static boolean isText(String contentType) {
        if (contentType == null) {
            return false;
        }
        String[] parts = contentType.toLowerCase(Locale.ROOT).split(";", -1);
        String type = parts[0].strip();
        boolean text = type.startsWith("text/")
                || type.equals("application/json")
                || type.equals("application/xml")
                || type.endsWith("+json")
                || type.endsWith("+xml")
                || type.equals("application/x-www-form-urlencoded");
        for (int i = 1; i < parts.length; i++) {
            String parameter = parts[i].replace(" ", "").replace("\"", "");
            if (parameter.startsWith("charset=")
                    && !parameter.equals("charset=utf-8")
                    && !parameter.equals("charset=us-ascii")) {
                return false;
            }
        }
        return text;
    }

    private static byte[] ofValue(Object value, MessageHeader header) {
        if (value instanceof Map<?, ?> map) {
            header.bodyKind = BodyKind.MAP;
            Map<String, Object> values = new LinkedHashMap<>();
            map.forEach((name, inner) -> values.put(String.valueOf(name), element(inner)));
            return Bodies.map(values);
        }
        if (value instanceof List<?> list) {
            header.bodyKind = BodyKind.STREAM;
            List<Object> values = new ArrayList<>(list.size());
            list.forEach(inner -> values.add(element(inner)));
            return Bodies.list(values);
        }
        header.bodyKind = BodyKind.OBJECT;
        return serialized(value instanceof Payload bytes ? bytes.array() : value);
    }

    /** What maps and streams hold: bytes too, and what is nested as JSON. */
    private static Object element(Object value) {
        if (value == null || value instanceof Character) {
            return value;
        }
        if (value instanceof Payload bytes) {
            return bytes.array();
        }
        Object simple = property(value);
        return simple == null ? ValueText.json(value) : simple;
    }

    /** Single values are of classes that every client knows. */
    private static byte[] serialized(Object value) {
        Object known = value instanceof Instant time ? (Object) time.toEpochMilli() : value;
        Object object =
                known instanceof UUID || known instanceof Number || known instanceof byte[] ? known : text(known);
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
            out.writeObject(object);
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
        return bytes.toByteArray();
    }

    private static Object text(Object value) {
        return value instanceof Boolean || value instanceof Character ? value : value.toString();
    }
}
