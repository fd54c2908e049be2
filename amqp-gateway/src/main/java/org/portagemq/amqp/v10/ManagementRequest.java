// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.amqp.v10;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.qpid.proton.amqp.messaging.AmqpValue;
import org.apache.qpid.proton.amqp.messaging.Properties;

/**
 * A request to the management node, as HTTP has them: the method is the subject, the path is where the message goes to.
 *
 * @param id by which the answer is known
 * @param path its segments, decoded
 * @param end the last segment as it came, whose parts are decoded by themselves
 * @param query its parameters, decoded
 * @param body null for none
 */
record ManagementRequest(
        Object id, String method, List<String> path, String end, Map<String, String> query, Object body) {

    /**
     * Reads it.
     *
     * @throws Refusal when it is none
     */
    static ManagementRequest read(byte[] bytes) {
        Messages10.Incoming message = Messages10.read(bytes);
        Properties properties = message.stored().properties();
        String to = properties.getTo();
        if (properties.getMessageId() == null || properties.getSubject() == null || to == null) {
            throw new Refusal(Conditions.INVALID_FIELD, "a request has a message-id, a subject and a to");
        }
        int mark = to.indexOf('?');
        String path = mark < 0 ? to : to.substring(0, mark);
        List<String> segments = new ArrayList<>();
        for (String segment : path.split("/", -1)) {
            if (!segment.isEmpty()) {
                segments.add(decoded(segment));
            }
        }
        Map<String, String> query = new LinkedHashMap<>();
        if (mark >= 0) {
            pairs(to.substring(mark + 1), "&", query);
        }
        return new ManagementRequest(
                properties.getMessageId(),
                properties.getSubject(),
                segments,
                path.substring(path.lastIndexOf('/') + 1),
                query,
                body(message.body().array()));
    }

    /** Adds names and values that are parted by the sign. */
    static void pairs(String text, String sign, Map<String, String> into) {
        for (String pair : text.split(sign, -1)) {
            int equal = pair.indexOf('=');
            if (equal > 0) {
                into.put(decoded(pair.substring(0, equal)), decoded(pair.substring(equal + 1)));
            }
        }
    }

    private static String decoded(String text) {
        try {
            return URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException malformed) {
            throw new Refusal(Conditions.INVALID_FIELD, "'" + text + "' is not percent-encoded");
        }
    }

    private static Object body(byte[] bytes) {
        Sections sections = new Sections(bytes);
        if (!sections.next() || sections.code() != Sections.VALUE) {
            return null;
        }
        return Values.shared(Codec.read(AmqpValue.class, bytes, sections.start(), sections.end())
                .getValue());
    }

    /** A value of the body that is a map; empty where it has none. */
    Map<String, Object> map(String name) {
        return mapOf(fields().get(name));
    }

    Map<String, Object> fields() {
        return mapOf(body);
    }

    private static Map<String, Object> mapOf(Object value) {
        Map<String, Object> fields = new LinkedHashMap<>();
        if (value instanceof Map<?, ?> map) {
            map.forEach((name, inner) -> fields.put(String.valueOf(name), inner));
        }
        return fields;
    }

    String text(String name, String other) {
        return fields().get(name) instanceof String text ? text : other;
    }

    boolean flag(String name) {
        return Boolean.TRUE.equals(fields().get(name));
    }
}
