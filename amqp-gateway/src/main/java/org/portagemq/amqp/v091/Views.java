// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.amqp.v091;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;
import org.portagemq.amqp.v091.wire.BasicProperties;
import org.portagemq.core.api.Address;
import org.portagemq.core.api.Body;
import org.portagemq.core.api.Message;
import org.portagemq.core.api.MessageView;
import org.portagemq.core.api.Payload;
import org.portagemq.core.api.ValueText;

/**
 * Translates between this protocol's properties and what messages say in terms of no protocol. Pure functions. What does
 * not fit is left out, but for long ids, which become headers.
 */
final class Views {

    private static final String LONG_MESSAGE_ID = "x-message-id";
    private static final String LONG_CORRELATION_ID = "x-correlation-id";
    private static final String GROUP = "JMSXGroupID";

    private static final String TEXT = "text/plain";
    private static final String JSON = "application/json";

    /** The topic whose routing keys are names of topics to other protocols. */
    private static final String TOPICS = "amq.topic";

    /** Stands for a value that no field can hold. */
    private static final Object INEXPRESSIBLE = new Object();

    private static final int PERSISTENT = 2;
    private static final int TRANSIENT = 1;

    private Views() {}

    /** What a message of this protocol says. */
    static MessageView of(Message message) {
        BasicProperties in = BasicProperties.read(message.header());
        MessageView.Builder view = new MessageView.Builder(new Body.Bytes(message.body()))
                .contentType(in.contentType())
                .contentEncoding(in.contentEncoding())
                .correlationId(in.correlationId())
                .replyTo(in.replyTo() == null ? null : address(in.replyTo()))
                .messageId(in.messageId())
                .timestampMs(in.timestamp() == null ? null : milliseconds(in.timestamp()))
                .type(in.type())
                .userId(in.userId())
                .appId(in.appId());
        if (in.headers() != null) {
            in.headers().forEach((name, value) -> addHeader(view, name, value, in));
        }
        return view.build();
    }

    private static void addHeader(MessageView.Builder view, String name, Object value, BasicProperties in) {
        if (name.equals(LONG_MESSAGE_ID) && in.messageId() == null) {
            view.messageId(value);
        } else if (name.equals(LONG_CORRELATION_ID) && in.correlationId() == null) {
            view.correlationId(value);
        } else {
            // A long string with a NUL is bytes: it is no text to other protocols.
            boolean bytes = value instanceof String text && text.indexOf('\0') >= 0;
            view.header(name, bytes ? Payload.utf8((String) value) : value);
        }
    }

    private static Long milliseconds(long seconds) {
        return Math.abs(seconds) > Long.MAX_VALUE / 1_000 ? null : (Long) (seconds * 1_000);
    }

    /** An application answers through the default exchange, so that a plain word is a queue's name. */
    private static Address address(String replyTo) {
        if (replyTo.startsWith("/topic/")) {
            return Address.topic(TOPICS, replyTo.substring("/topic/".length()));
        }
        if (replyTo.startsWith("/exchange/")) {
            String rest = replyTo.substring("/exchange/".length());
            int slash = rest.indexOf('/');
            return slash < 0
                    ? Address.topic(rest, "")
                    : Address.topic(rest.substring(0, slash), rest.substring(slash + 1));
        }
        return replyTo.startsWith("/") ? Address.other(replyTo) : Address.group(replyTo);
    }

    /** The properties of a message of another protocol, of which this is the view. */
    static Payload properties(Message message, MessageView view) {
        Map<String, Object> headers = new LinkedHashMap<>();
        String messageId = id(view.messageId(), LONG_MESSAGE_ID, headers);
        String correlationId = id(view.correlationId(), LONG_CORRELATION_ID, headers);
        view.headers().forEach((name, value) -> putHeader(headers, name, value));
        if (message.orderingKey() != null) {
            headers.putIfAbsent(GROUP, message.orderingKey());
        }
        BasicProperties properties = new BasicProperties(
                fitting(contentType(view)),
                fitting(view.contentEncoding()),
                headers.isEmpty() ? null : headers,
                message.durable() ? PERSISTENT : TRANSIENT,
                message.priority() > 0 ? (Integer) message.priority() : null,
                correlationId,
                view.replyTo() == null ? null : fitting(text(view.replyTo())),
                message.ttlMs() == Message.NO_TTL ? null : Long.toString(message.ttlMs()),
                messageId,
                view.timestampMs() == null ? null : (Long) Math.floorDiv(view.timestampMs(), 1_000L),
                fitting(view.type()),
                fitting(view.userId()),
                fitting(view.appId()));
        return properties.write();
    }

    /** The body of a message of another protocol, which the properties describe. */
    static Payload body(Body body) {
        if (body instanceof Body.Bytes bytes) {
            return bytes.bytes();
        }
        return body instanceof Body.Text text ? text.utf8() : Payload.utf8(ValueText.json(((Body.Value) body).value()));
    }

    private static String contentType(MessageView view) {
        if (view.contentType() != null || view.body() instanceof Body.Bytes) {
            return view.contentType();
        }
        return view.body() instanceof Body.Text ? TEXT : JSON;
    }

    /** An id as short text; one that is too long or no text goes to the headers. */
    private static String id(Object value, String longName, Map<String, Object> headers) {
        if (value == null) {
            return null;
        }
        String text = value instanceof UUID uuid ? "urn:uuid:" + uuid : ValueText.ofScalar(value);
        if (!(value instanceof Payload) && fitting(text) != null) {
            return text;
        }
        headers.put(longName, value);
        return null;
    }

    private static void putHeader(Map<String, Object> headers, String name, Object value) {
        Object field = field(value);
        if (fitting(name) != null && field != INEXPRESSIBLE) {
            headers.put(name, field);
        }
    }

    /** The value as field tables have it, or {@link #INEXPRESSIBLE}. */
    private static Object field(Object value) {
        if (value instanceof Character || value instanceof UUID) {
            return value.toString();
        }
        if (value instanceof BigInteger number) {
            return number.bitLength() < Long.SIZE ? (Object) number.longValue() : INEXPRESSIBLE;
        }
        if (value instanceof BigDecimal decimal) {
            return fits(decimal) ? decimal : INEXPRESSIBLE;
        }
        if (value instanceof List<?> list) {
            return list.stream()
                    .map(Views::field)
                    .filter(each -> each != INEXPRESSIBLE)
                    .collect(Collectors.toCollection(ArrayList::new));
        }
        if (value instanceof Map<?, ?> map) {
            Map<String, Object> fields = new LinkedHashMap<>();
            map.forEach((name, inner) -> putHeader(fields, String.valueOf(name), inner));
            return fields;
        }
        return value;
    }

    private static boolean fits(BigDecimal decimal) {
        return decimal.scale() >= 0
                && decimal.scale() <= 255
                && decimal.unscaledValue().bitLength() < Integer.SIZE;
    }

    private static String text(Address replyTo) {
        return switch (replyTo.kind()) {
            case GROUP, OTHER -> replyTo.name();
            case TOPIC ->
                replyTo.topic().isEmpty()
                        ? replyTo.name()
                        : replyTo.topic().equals(TOPICS)
                                ? "/topic/" + replyTo.name()
                                : "/exchange/" + replyTo.topic() + "/" + replyTo.name();
        };
    }

    /** Null when it is absent or too long. */
    private static String fitting(String text) {
        return text == null || text.getBytes(StandardCharsets.UTF_8).length > BasicProperties.SHORT ? null : text;
    }
}
