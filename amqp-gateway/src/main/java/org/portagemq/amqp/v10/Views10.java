// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.amqp.v10;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Date;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.qpid.proton.amqp.Binary;
import org.apache.qpid.proton.amqp.Symbol;
import org.apache.qpid.proton.amqp.UnsignedInteger;
import org.apache.qpid.proton.amqp.UnsignedLong;
import org.apache.qpid.proton.amqp.messaging.AmqpSequence;
import org.apache.qpid.proton.amqp.messaging.AmqpValue;
import org.apache.qpid.proton.amqp.messaging.ApplicationProperties;
import org.apache.qpid.proton.amqp.messaging.Data;
import org.apache.qpid.proton.amqp.messaging.MessageAnnotations;
import org.apache.qpid.proton.amqp.messaging.Properties;
import org.portagemq.core.api.Address;
import org.portagemq.core.api.Body;
import org.portagemq.core.api.MessageView;
import org.portagemq.core.api.Payload;

/**
 * Translates between the sections of this protocol and what messages say in terms of no protocol. Headers of others whose
 * names begin with {@code x-} are annotations here, as RabbitMQ has it; a list or a map of another name, which no
 * application property can be, is an annotation too.
 */
@SuppressWarnings("JavaUtilDate") // the library has no other type for times
final class Views10 {

    private static final String ANNOTATED = "x-";

    /** Annotations that are of this protocol or of a delivery, and mean nothing to others. */
    private static final List<String> OWN = List.of("x-opt-", "x-basic-", "x-exchange", "x-routing-key");

    /** Before the name of a header that is a list or a map. */
    private static final String NESTED = "x-opt-h-";

    private static final Symbol TYPE = Symbol.valueOf("x-basic-type");
    private static final Symbol APPLICATION = Symbol.valueOf("x-basic-app-id");
    private static final String GROUP_SEQUENCE = "JMSXGroupSeq";

    private static final Symbol JMS_KIND = Symbol.valueOf("x-opt-jms-msg-type");
    private static final byte JMS_MAP = 2;
    private static final byte JMS_STREAM = 4;

    private Views10() {}

    /**
     * What a message of this protocol says.
     *
     * @throws Refusal when it cannot be read
     */
    static MessageView of(Stored stored, Payload body) {
        Properties in = stored.properties();
        MessageView.Builder view = new MessageView.Builder(body(body.array()))
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
        if (in.getGroupSequence() != null) {
            view.header(GROUP_SEQUENCE, in.getGroupSequence().intValue());
        }
        annotations(stored.annotations(), in.getSubject() == null, view);
        stored.applicationProperties().forEach((name, value) -> view.header(name, Values.shared(value)));
        return view.build();
    }

    private static void annotations(Map<Symbol, Object> annotations, boolean untyped, MessageView.Builder view) {
        annotations.forEach((symbol, value) -> {
            String name = symbol.toString();
            if (symbol.equals(APPLICATION) && value instanceof String text) {
                view.appId(text);
            } else if (symbol.equals(TYPE) && value instanceof String text && untyped) {
                view.type(text);
            } else if (name.startsWith(NESTED)) {
                view.header(name.substring(NESTED.length()), Values.shared(value));
            } else if (name.startsWith(ANNOTATED) && OWN.stream().noneMatch(name::startsWith)) {
                view.header(name, Values.shared(value));
            }
        });
    }

    private static String text(Symbol symbol) {
        return symbol == null ? null : symbol.toString();
    }

    private static String utf8(Binary bytes) {
        return Payload.copyOf(bytes.asByteBuffer()).toUtf8();
    }

    private static Address address(String words) {
        try {
            Node node = NodeAddress.parse(words, false);
            return node.isQueue() ? Address.group(node.key()) : Address.topic(node.topic(), node.key());
        } catch (Refusal unknown) {
            return Address.other(words);
        }
    }

    /** Several sections of data or sequences are one body; a message without any body section has an empty one. */
    private static Body body(byte[] bytes) {
        Sections sections = new Sections(bytes);
        Payload data = Payload.EMPTY;
        List<Object> sequence = null;
        while (sections.next()) {
            switch (sections.code()) {
                case Sections.DATA ->
                    data = joined(data, Codec.read(Data.class, bytes, sections.start(), sections.end()));
                case Sections.VALUE -> {
                    return value(Codec.read(AmqpValue.class, bytes, sections.start(), sections.end())
                            .getValue());
                }
                case Sections.SEQUENCE ->
                    sequence =
                            joined(sequence, Codec.read(AmqpSequence.class, bytes, sections.start(), sections.end()));
                default -> {
                    // The footer says nothing to other protocols.
                }
            }
        }
        return sequence == null ? new Body.Bytes(data) : value(sequence);
    }

    private static List<Object> joined(List<Object> first, AmqpSequence second) {
        List<Object> both = first == null ? new ArrayList<>() : first;
        if (second.getValue() != null) {
            List<?> more = second.getValue();
            both.addAll(more);
        }
        return both;
    }

    private static Payload joined(Payload first, Data second) {
        Binary more = second.getValue();
        if (more == null) {
            return first;
        }
        byte[] both = Arrays.copyOf(first.array(), first.length() + more.getLength());
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
    static Properties properties(MessageView view, String orderingKey) {
        Properties properties = new Properties();
        properties.setMessageId(id(view.messageId()));
        properties.setCorrelationId(id(view.correlationId()));
        properties.setContentType(Symbol.valueOf(view.contentType()));
        properties.setContentEncoding(Symbol.valueOf(view.contentEncoding()));
        properties.setSubject(view.type());
        properties.setGroupId(orderingKey);
        if (view.timestampMs() != null) {
            properties.setCreationTime(new Date(view.timestampMs()));
        }
        if (view.headers().get(GROUP_SEQUENCE) instanceof Number number && number.longValue() >= 0) {
            properties.setGroupSequence(UnsignedInteger.valueOf(number.longValue() & 0xFFFF_FFFFL));
        }
        if (view.userId() != null) {
            properties.setUserId(new Binary(Payload.utf8(view.userId()).array()));
        }
        if (view.replyTo() != null) {
            properties.setReplyTo(address(view.replyTo()));
        }
        return properties;
    }

    /**
     * The bare message that says what a message of another protocol says: all sections behind the header.
     *
     * @param more annotations beside its own, which count before them
     */
    static byte[] bare(MessageView view, String orderingKey, Map<Symbol, Object> more) {
        Map<Symbol, Object> annotations = new LinkedHashMap<>(more);
        Map<String, Object> headers = new LinkedHashMap<>();
        view.headers().forEach((name, value) -> put(name, Values.own(value), headers, annotations));
        // Its place is a field of the properties.
        headers.remove(GROUP_SEQUENCE);
        if (view.type() != null) {
            annotations.put(TYPE, view.type());
        }
        if (view.appId() != null) {
            annotations.put(APPLICATION, view.appId());
        }
        Byte kind = kind(view.body());
        if (kind != null) {
            annotations.put(JMS_KIND, kind);
        }
        return Codec.write(
                annotations.isEmpty() ? null : new MessageAnnotations(annotations),
                properties(view, orderingKey),
                headers.isEmpty() ? null : new ApplicationProperties(headers),
                section(view.body()));
    }

    private static void put(String name, Object value, Map<String, Object> headers, Map<Symbol, Object> annotations) {
        if (value == null) {
            return;
        }
        if (name.startsWith(ANNOTATED)) {
            annotations.putIfAbsent(Symbol.valueOf(name), value);
        } else if (Values.isSimple(value)) {
            headers.put(name, value);
        } else {
            annotations.put(Symbol.valueOf(NESTED + name), value);
        }
    }

    /** Clients of JMS take a map or a list for a serialized object when they are not told that it is a body of values. */
    private static Byte kind(Body body) {
        Object value = body instanceof Body.Value single ? single.value() : null;
        if (value instanceof Map<?, ?>) {
            return JMS_MAP;
        }
        return value instanceof List<?> ? (Byte) JMS_STREAM : null;
    }

    /** Ids are texts, unsigned numbers, UUIDs or bytes. */
    private static Object id(Object value) {
        if (value instanceof Number number && !(value instanceof java.math.BigInteger)) {
            return number.longValue() < 0 ? number.toString() : UnsignedLong.valueOf(number.longValue());
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
}
