// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.amqp.v10;

import java.util.Date;
import java.util.Map;
import org.apache.qpid.proton.amqp.Binary;
import org.apache.qpid.proton.amqp.Symbol;
import org.apache.qpid.proton.amqp.messaging.AmqpSequence;
import org.apache.qpid.proton.amqp.messaging.AmqpValue;
import org.apache.qpid.proton.amqp.messaging.ApplicationProperties;
import org.apache.qpid.proton.amqp.messaging.Data;
import org.apache.qpid.proton.amqp.messaging.MessageAnnotations;
import org.portagemq.core.api.Address;
import org.portagemq.core.api.Body;
import org.portagemq.core.api.Message;
import org.portagemq.core.api.MessageFormat;
import org.portagemq.core.api.MessageView;
import org.portagemq.core.api.Payload;

/**
 * Messages as AMQP 1.0 sends them. The header holds message annotations, properties and application properties, the body
 * the sections of the body and the footer, all byte for byte; what comes before is of the hop only, and
 * not stored, but for the mark of an {@link Origin}. The typed properties
 * are the application properties.
 */
@SuppressWarnings("JavaUtilDate") // the library has no other type for times
public final class Amqp10Format implements MessageFormat {

    public static final Amqp10Format INSTANCE = new Amqp10Format();

    private static final Symbol JMS_KIND = Symbol.valueOf("x-opt-jms-msg-type");
    private static final byte JMS_MAP = 2;
    private static final byte JMS_STREAM = 4;

    private Amqp10Format() {}

    @Override
    public byte id() {
        return 3;
    }

    @Override
    public String name() {
        return "amqp-1-0";
    }

    @Override
    public Properties properties(Payload header) {
        return new Lazily(header);
    }

    @Override
    public MessageView view(Message message) {
        Stored stored = new Stored(message.header().array());
        try {
            return view(stored, body(message.body().array()));
        } catch (Refusal unreadable) {
            return MessageView.ofBody(new Body.Bytes(message.body()));
        }
    }

    private static MessageView view(Stored stored, Body body) {
        org.apache.qpid.proton.amqp.messaging.Properties in = stored.properties();
        MessageView.Builder view = new MessageView.Builder(body)
                .contentType(text(in.getContentType()))
                .contentEncoding(text(in.getContentEncoding()))
                .correlationId(Values.shared(in.getCorrelationId()))
                .messageId(Values.shared(in.getMessageId()))
                .timestampMs(
                        in.getCreationTime() == null
                                ? null
                                : (Long) in.getCreationTime().getTime())
                .type(in.getSubject())
                .userId(in.getUserId() == null ? null : utf8(in.getUserId()));
        if (in.getReplyTo() != null) {
            view.replyTo(address(in.getReplyTo()));
        }
        stored.applicationProperties().forEach((name, value) -> view.header(name, Values.shared(value)));
        return view.build();
    }

    private static String text(Symbol symbol) {
        return symbol == null ? null : symbol.toString();
    }

    private static String utf8(Binary bytes) {
        return Payload.copyOf(bytes.asByteBuffer()).toUtf8();
    }

    private static Address address(String words) {
        try {
            Node node = Node.parse(words, false);
            return node.isQueue() ? Address.group(node.key()) : Address.topic(node.topic(), node.key());
        } catch (Refusal unknown) {
            return Address.other(words);
        }
    }

    /** Several data sections are one body; a message without any body section has an empty one. */
    private static Body body(byte[] bytes) {
        Sections sections = new Sections(bytes);
        Payload data = Payload.EMPTY;
        while (sections.next()) {
            switch (sections.code()) {
                case Sections.DATA ->
                    data = joined(data, Codec.read(Data.class, bytes, sections.start(), sections.end()));
                case Sections.VALUE -> {
                    return value(Codec.read(AmqpValue.class, bytes, sections.start(), sections.end())
                            .getValue());
                }
                case Sections.SEQUENCE -> {
                    return value(Codec.read(AmqpSequence.class, bytes, sections.start(), sections.end())
                            .getValue());
                }
                default -> {
                    // The footer says nothing to other protocols.
                }
            }
        }
        return new Body.Bytes(data);
    }

    private static Payload joined(Payload first, Data second) {
        Binary more = second.getValue();
        if (more == null) {
            return first;
        }
        byte[] both = java.util.Arrays.copyOf(first.array(), first.length() + more.getLength());
        more.asByteBuffer().get(both, first.length(), more.getLength());
        return Payload.of(both);
    }

    private static Body value(Object value) {
        if (value == null) {
            return new Body.Text(Payload.EMPTY);
        }
        if (value instanceof String text) {
            return new Body.Text(Payload.utf8(text));
        }
        Object shared = Values.shared(value);
        return shared instanceof Payload bytes ? new Body.Bytes(bytes) : new Body.Value(shared);
    }

    /** The properties that a message of another protocol has. */
    static org.apache.qpid.proton.amqp.messaging.Properties properties(MessageView view, String orderingKey) {
        org.apache.qpid.proton.amqp.messaging.Properties properties =
                new org.apache.qpid.proton.amqp.messaging.Properties();
        properties.setMessageId(id(view.messageId()));
        properties.setCorrelationId(id(view.correlationId()));
        properties.setContentType(Symbol.valueOf(view.contentType()));
        properties.setContentEncoding(Symbol.valueOf(view.contentEncoding()));
        properties.setSubject(view.type());
        properties.setGroupId(orderingKey);
        if (view.timestampMs() != null) {
            properties.setCreationTime(new Date(view.timestampMs()));
        }
        if (view.userId() != null) {
            properties.setUserId(new Binary(Payload.utf8(view.userId()).array()));
        }
        if (view.replyTo() != null) {
            properties.setReplyTo(address(view.replyTo()));
        }
        return properties;
    }

    /** The bare message that says what a message of another protocol says: all sections behind the header. */
    static byte[] bare(MessageView view, String orderingKey, Map<Symbol, Object> annotations) {
        Map<String, Object> headers = new java.util.LinkedHashMap<>();
        view.headers().forEach((name, value) -> {
            Object own = Values.own(value);
            if (Values.isSimple(own)) {
                headers.put(name, own);
            }
        });
        return Codec.write(
                annotations(view.body(), annotations),
                properties(view, orderingKey),
                headers.isEmpty() ? null : new ApplicationProperties(headers),
                section(view.body()));
    }

    private static MessageAnnotations annotations(Body body, Map<Symbol, Object> more) {
        Byte kind = kind(body);
        Map<Symbol, Object> all = new java.util.LinkedHashMap<>(more);
        if (kind != null) {
            all.put(JMS_KIND, kind);
        }
        return all.isEmpty() ? null : new MessageAnnotations(all);
    }

    /** Clients of JMS take a map or a list for a serialized object when they are not told that it is a body of values. */
    private static Byte kind(Body body) {
        Object value = body instanceof Body.Value single ? single.value() : null;
        if (value instanceof Map<?, ?>) {
            return JMS_MAP;
        }
        return value instanceof java.util.List<?> ? (Byte) JMS_STREAM : null;
    }

    /** Ids are texts, unsigned numbers, UUIDs or bytes. */
    private static Object id(Object value) {
        if (value instanceof Number number && !(value instanceof java.math.BigInteger)) {
            return number.longValue() < 0
                    ? number.toString()
                    : org.apache.qpid.proton.amqp.UnsignedLong.valueOf(number.longValue());
        }
        return Values.own(value);
    }

    private static String address(Address address) {
        return switch (address.kind()) {
            case GROUP, OTHER -> address.name();
            case TOPIC -> Node.address(address.topic(), address.name());
        };
    }

    private static Object section(Body body) {
        if (body instanceof Body.Text text) {
            return new AmqpValue(text.utf8().toUtf8());
        }
        if (body instanceof Body.Value value) {
            return new AmqpValue(Values.own(value.value()));
        }
        return new Data(new Binary(((Body.Bytes) body).bytes().array()));
    }

    /** Decodes once, when the first property is asked for; asked twice at once, it decodes twice, which is harmless. */
    private static final class Lazily implements Properties {

        private static final String ANNOTATED = "x-";

        private final Payload header;
        private volatile Map<String, Object> decoded;

        Lazily(Payload header) {
            this.header = header;
        }

        @Override
        public Object get(String name) {
            Map<String, Object> all = decoded;
            if (all == null) {
                all = read();
                decoded = all;
            }
            Object value = all.get(name);
            return Values.shared(value == null && name.startsWith(ANNOTATED) ? annotation(name) : value);
        }

        /** What other protocols have among their headers is annotated here, by names that begin so. */
        private Object annotation(String name) {
            try {
                return new Stored(header.array()).annotations().get(Symbol.valueOf(name));
            } catch (Refusal unreadable) {
                return null;
            }
        }

        /** What cannot be read has no properties. */
        private Map<String, Object> read() {
            try {
                return new Stored(header.array()).applicationProperties();
            } catch (Refusal unreadable) {
                return Map.of();
            }
        }
    }
}
