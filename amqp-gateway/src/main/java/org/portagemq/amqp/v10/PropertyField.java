// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.amqp.v10;

import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import org.apache.qpid.proton.amqp.Binary;
import org.apache.qpid.proton.amqp.messaging.Properties;
import org.portagemq.core.api.Message;
import org.portagemq.core.api.MessageFormat;
import org.portagemq.core.api.Payload;

/**
 * Fields of messages as filters name them that are no selectors of JMS. In selectors their identifiers have a dollar sign:
 *
 * <pre>
 *  properties$FIELD   a field of the section properties
 *  header$FIELD       priority, durable or ttl
 *  application$KEY    an application property; what cannot be in an identifier is $ and four digits of its code
 *  stream$filter      the value by which streams are filtered
 * </pre>
 */
final class PropertyField {

    static final String STREAM_FILTER = "stream$filter";

    private static final Set<String> FIELDS = Set.of(
            "message_id",
            "user_id",
            "to",
            "subject",
            "reply_to",
            "correlation_id",
            "content_type",
            "content_encoding",
            "absolute_expiry_time",
            "creation_time",
            "group_id",
            "group_sequence",
            "reply_to_group_id");

    private static final String STREAM_VALUE = "x-stream-filter-value";
    private static final String PROPERTIES = "properties$";
    private static final String HEADER = "header$";
    private static final String APPLICATION = "application$";
    private static final Pattern ENCODED = Pattern.compile("\\$[0-9a-f]{4}");
    private static final int DIGITS = 4;
    private static final int HEX = 16;

    private PropertyField() {}

    /**
     * The identifier of a field of the section properties.
     *
     * @throws Refusal when there is none of the name
     */
    static String identifier(String field) {
        String name = field.replace('-', '_').toLowerCase(Locale.ROOT);
        if (!FIELDS.contains(name)) {
            throw unknown("properties", field);
        }
        return PROPERTIES + name;
    }

    static String ofHeader(String field) {
        return switch (field) {
            case "priority", "durable", "ttl" -> HEADER + field;
            default -> throw unknown("header", field);
        };
    }

    static String ofApplication(String key) {
        StringBuilder identifier = new StringBuilder(APPLICATION);
        for (int i = 0; i < key.length(); i++) {
            char letter = key.charAt(i);
            if (letter != '$' && Character.isJavaIdentifierPart(letter)) {
                identifier.append(letter);
            } else {
                identifier.append(String.format(Locale.ROOT, "$%04x", (int) letter));
            }
        }
        return identifier.toString();
    }

    /** The value of what an identifier names; null when it is absent. One that is none of these is a property's name. */
    static Object value(String identifier, Message message, MessageFormat.Properties properties) {
        if (identifier.startsWith(PROPERTIES)) {
            return of(properties(message), identifier.substring(PROPERTIES.length()));
        }
        if (identifier.startsWith(APPLICATION)) {
            return comparable(properties.get(decoded(identifier.substring(APPLICATION.length()))));
        }
        return switch (identifier) {
            case HEADER + "priority" -> message.priority();
            case HEADER + "durable" -> message.durable();
            case HEADER + "ttl" -> message.ttlMs() == Message.NO_TTL ? null : message.ttlMs();
            case STREAM_FILTER -> properties.get(STREAM_VALUE);
            default -> properties.get(identifier);
        };
    }

    /** What was not encoded here, but is a name that an application has chosen, means itself. */
    private static String decoded(String encoded) {
        StringBuilder key = new StringBuilder();
        for (int i = 0; i < encoded.length(); i++) {
            if (encoded.startsWith("$", i)
                    && ENCODED.matcher(encoded).region(i, encoded.length()).lookingAt()) {
                key.append((char) Integer.parseInt(encoded, i + 1, i + 1 + DIGITS, HEX));
                i += DIGITS;
            } else {
                key.append(encoded.charAt(i));
            }
        }
        return key.toString();
    }

    private static Properties properties(Message message) {
        return message.format() == Amqp10Format.INSTANCE
                ? new Stored(message.header().array()).properties()
                : Views10.properties(message.format().view(message), message.orderingKey());
    }

    private static Object of(Properties properties, String field) {
        return comparable(Values.shared(
                switch (field) {
                    case "message_id" -> properties.getMessageId();
                    case "user_id" -> utf8(properties.getUserId());
                    case "to" -> properties.getTo();
                    case "subject" -> properties.getSubject();
                    case "reply_to" -> properties.getReplyTo();
                    case "correlation_id" -> properties.getCorrelationId();
                    case "content_type" -> properties.getContentType();
                    case "content_encoding" -> properties.getContentEncoding();
                    case "absolute_expiry_time" -> properties.getAbsoluteExpiryTime();
                    case "creation_time" -> properties.getCreationTime();
                    case "group_id" -> properties.getGroupId();
                    case "group_sequence" -> properties.getGroupSequence();
                    case "reply_to_group_id" -> properties.getReplyToGroupId();
                    default -> null;
                }));
    }

    private static String utf8(Binary bytes) {
        return bytes == null ? null : Payload.copyOf(bytes.asByteBuffer()).toUtf8();
    }

    /** Times as epoch ms, and what is neither number nor truth value as a text. */
    private static Object comparable(Object value) {
        if (value instanceof java.time.Instant time) {
            return time.toEpochMilli();
        }
        return value instanceof java.util.UUID || value instanceof Character ? value.toString() : value;
    }

    private static Refusal unknown(String section, String field) {
        return new Refusal(
                Conditions.INVALID_FIELD, "a filter names a field of " + section + " that is none: " + field);
    }
}
