// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.core.api;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;

/**
 * What a message says, in terms of no protocol: made from the sender's bytes when a consumer of another protocol is to
 * read them. What the broker itself knows – durability, priority, lifetime, time, ordering key – is in the {@link
 * Message}. Absent is absent: no value is made up. Immutable.
 *
 * <p>Values of headers and ids are of the kinds that {@link ValueText} names. A converter leaves out what its protocol
 * cannot say; the stored message keeps it.
 *
 * @param contentType null when absent, as all that follow
 * @param correlationId text, whole number, UUID or bytes, in the type in which it came
 * @param messageId the sender's own, in the type in which it came
 * @param timestampMs when the sender says that it was made, epoch ms
 * @param type what kind of message it is to its application
 * @param userId who sent it, as the sender's gateway has checked
 * @param headers the application's own, in their order; never null
 * @param body never null
 */
public record MessageView(
        String contentType,
        String contentEncoding,
        Object correlationId,
        Address replyTo,
        Object messageId,
        Long timestampMs,
        String type,
        String userId,
        String appId,
        Map<String, Object> headers,
        Body body) {

    public MessageView {
        headers = headers.isEmpty() ? Map.of() : Collections.unmodifiableMap(new LinkedHashMap<>(headers));
        Objects.requireNonNull(body);
    }

    /** A message that says nothing beside its body. */
    public static MessageView ofBody(Body body) {
        return new Builder(body).build();
    }

    /** Collects what a message says. */
    public static final class Builder {

        private final Body body;
        private final Map<String, Object> headers = new LinkedHashMap<>();
        private String contentType;
        private String contentEncoding;
        private Object correlationId;
        private Address replyTo;
        private Object messageId;
        private Long timestampMs;
        private String type;
        private String userId;
        private String appId;

        public Builder(Body body) {
            this.body = Objects.requireNonNull(body);
        }

        public Builder contentType(String value) {
            contentType = value;
            return this;
        }

        public Builder contentEncoding(String value) {
            contentEncoding = value;
            return this;
        }

        public Builder correlationId(Object value) {
            correlationId = value;
            return this;
        }

        public Builder replyTo(Address value) {
            replyTo = value;
            return this;
        }

        public Builder messageId(Object value) {
            messageId = value;
            return this;
        }

        public Builder timestampMs(Long value) {
            timestampMs = value;
            return this;
        }

        public Builder type(String value) {
            type = value;
            return this;
        }

        public Builder userId(String value) {
            userId = value;
            return this;
        }

        public Builder appId(String value) {
            appId = value;
            return this;
        }

        /** Adds a header behind those that are there; the first of two with one name counts. */
        public Builder header(String name, Object value) {
            if (!headers.containsKey(name)) {
                headers.put(name, value);
            }
            return this;
        }

        public MessageView build() {
            return new MessageView(
                    contentType,
                    contentEncoding,
                    correlationId,
                    replyTo,
                    messageId,
                    timestampMs,
                    type,
                    userId,
                    appId,
                    headers,
                    body);
        }
    }
}
