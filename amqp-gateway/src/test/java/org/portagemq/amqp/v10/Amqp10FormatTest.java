// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.amqp.v10;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.ByteArrayOutputStream;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.Date;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;
import org.apache.qpid.proton.amqp.Binary;
import org.apache.qpid.proton.amqp.Symbol;
import org.apache.qpid.proton.amqp.UnsignedByte;
import org.apache.qpid.proton.amqp.UnsignedInteger;
import org.apache.qpid.proton.amqp.UnsignedLong;
import org.apache.qpid.proton.amqp.messaging.AmqpSequence;
import org.apache.qpid.proton.amqp.messaging.AmqpValue;
import org.apache.qpid.proton.amqp.messaging.ApplicationProperties;
import org.apache.qpid.proton.amqp.messaging.Data;
import org.apache.qpid.proton.amqp.messaging.Footer;
import org.apache.qpid.proton.amqp.messaging.Header;
import org.apache.qpid.proton.amqp.messaging.MessageAnnotations;
import org.apache.qpid.proton.amqp.messaging.Properties;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.portagemq.core.api.Address;
import org.portagemq.core.api.Body;
import org.portagemq.core.api.Message;
import org.portagemq.core.api.MessageId;
import org.portagemq.core.api.MessageView;
import org.portagemq.core.api.Payload;
import org.portagemq.core.api.StoredMessage;

/** Messages of AMQP 1.0 as they are stored, come back, and are seen by others: part 3 of the standard. */
@SuppressWarnings("JavaUtilDate") // the library has no other type for times
class Amqp10FormatTest {

    private static final long NOW = 1_700_000_000_000L;

    private static Message message(Object... sections) {
        return Messages10.read(Codec.write(sections)).message("key", "user", null, NOW);
    }

    private static MessageView view(Object... sections) {
        return Amqp10Format.INSTANCE.view(message(sections));
    }

    private static Data data(String text) {
        return new Data(new Binary(Payload.utf8(text).array()));
    }

    /** The standard has two names for each section; a symbol may be written in either of its forms. */
    @Test
    void sectionsMayBeNamedBySymbols() {
        byte[] name = "amqp:amqp-value:*".getBytes(StandardCharsets.US_ASCII);
        for (byte[] constructor : List.of(new byte[] {(byte) 0xA3, 17}, new byte[] {(byte) 0xB3, 0, 0, 0, 17})) {
            ByteBuffer bytes = ByteBuffer.allocate(64);
            bytes.put((byte) 0)
                    .put(constructor)
                    .put(name)
                    .put((byte) 0xA1)
                    .put((byte) 4)
                    .put("text".getBytes(StandardCharsets.US_ASCII));
            Message message = Messages10.read(Arrays.copyOf(bytes.array(), bytes.position()))
                    .message("key", "user", null, NOW);
            assertEquals(
                    new Body.Text(Payload.utf8("text")),
                    Amqp10Format.INSTANCE.view(message).body());
        }
        byte[] unknown = {0, (byte) 0xA3, 1, 'x', 0x40};
        assertThrows(Refusal.class, () -> Messages10.read(unknown));
        byte[] cut = {0, (byte) 0xB3, 0, 0, 1, 0, 'a'};
        assertThrows(Refusal.class, () -> Messages10.read(cut));
    }

    static Stream<Arguments> bodies() {
        Body empty = new Body.Bytes(Payload.EMPTY);
        return Stream.of(
                Arguments.of(new Object[] {data("bytes")}, new Body.Bytes(Payload.utf8("bytes"))),
                Arguments.of(new Object[] {data("two "), data("parts")}, new Body.Bytes(Payload.utf8("two parts"))),
                Arguments.of(new Object[] {new AmqpValue("text")}, new Body.Text(Payload.utf8("text"))),
                Arguments.of(new Object[] {new AmqpValue("")}, new Body.Text(Payload.EMPTY)),
                Arguments.of(new Object[] {new AmqpValue(null)}, new Body.Text(Payload.EMPTY)),
                Arguments.of(new Object[] {new AmqpValue(42)}, new Body.Value(42)),
                Arguments.of(
                        new Object[] {new AmqpValue(new Binary(new byte[] {1}))},
                        new Body.Bytes(Payload.of(new byte[] {1}))),
                Arguments.of(
                        new Object[] {new AmqpValue(Map.of("a", List.of(1, 2)))},
                        new Body.Value(Map.of("a", List.of(1, 2)))),
                Arguments.of(new Object[] {new AmqpSequence(List.of("a", true))}, new Body.Value(List.of("a", true))),
                Arguments.of(new Object[] {data("x"), new Footer(Map.of())}, new Body.Bytes(Payload.utf8("x"))),
                Arguments.of(new Object[] {new Properties()}, empty));
    }

    @ParameterizedTest
    @MethodSource("bodies")
    void aBodyIsSeenAsWhatItIs(Object[] sections, Body expected) {
        assertEquals(expected, view(sections).body());
    }

    static Stream<Arguments> values() {
        UUID uuid = new UUID(1, 2);
        return Stream.of(
                Arguments.of("text", "text"),
                Arguments.of(true, true),
                Arguments.of((byte) 7, (byte) 7),
                Arguments.of((short) 7, (short) 7),
                Arguments.of(7, 7),
                Arguments.of(7L, 7L),
                Arguments.of(0.5f, 0.5f),
                Arguments.of(0.5, 0.5),
                Arguments.of('x', 'x'),
                Arguments.of(UnsignedByte.valueOf((byte) -1), 255L),
                Arguments.of(UnsignedInteger.valueOf(-1), 4_294_967_295L),
                Arguments.of(UnsignedLong.valueOf(7), 7L),
                Arguments.of(UnsignedLong.valueOf(-1), new BigInteger("18446744073709551615")),
                Arguments.of(Symbol.valueOf("symbol"), "symbol"),
                Arguments.of(new Date(NOW), Instant.ofEpochMilli(NOW)),
                Arguments.of(uuid, uuid),
                Arguments.of(new Binary(new byte[] {1, 2}), Payload.of(new byte[] {1, 2})));
    }

    @ParameterizedTest
    @MethodSource("values")
    void anApplicationPropertyIsSeenWithItsValue(Object value, Object expected) {
        Map<String, Object> properties = new LinkedHashMap<>();
        properties.put("name", value);
        Message message = message(new ApplicationProperties(properties), data("x"));
        Map<String, Object> seen = new LinkedHashMap<>();
        Amqp10Format.INSTANCE.view(message).headers().forEach(seen::put);
        assertEquals(Map.of("name", expected), seen);
        assertEquals(
                expected, Amqp10Format.INSTANCE.properties(message.header()).get("name"));
        assertNull(Amqp10Format.INSTANCE.properties(message.header()).get("other"));
    }

    @Test
    void propertiesAreSeenUnderTheNamesThatAllShare() {
        Properties properties = new Properties();
        properties.setMessageId(UnsignedLong.valueOf(7));
        properties.setCorrelationId("c");
        properties.setSubject("kind");
        properties.setReplyTo("/queues/a%2Fb");
        properties.setContentType(Symbol.valueOf("text/plain"));
        properties.setContentEncoding(Symbol.valueOf("gzip"));
        properties.setCreationTime(new Date(NOW));
        properties.setUserId(new Binary(Payload.utf8("user").array()));
        MessageView view = view(properties);
        assertEquals(7L, view.messageId());
        assertEquals("c", view.correlationId());
        assertEquals("kind", view.type());
        assertEquals(Address.group("a/b"), view.replyTo());
        assertEquals("text/plain", view.contentType());
        assertEquals("gzip", view.contentEncoding());
        assertEquals(NOW, view.timestampMs());
        assertEquals("user", view.userId());
    }

    /** What follows the header, a section whose list has one octet of size. */
    private static byte[] behindHeader(List<ByteBuffer> parts) {
        ByteArrayOutputStream sent = new ByteArrayOutputStream();
        parts.forEach(part -> sent.write(part.array(), part.arrayOffset() + part.position(), part.remaining()));
        byte[] all = sent.toByteArray();
        return Arrays.copyOfRange(all, 5 + all[4], all.length);
    }

    @ParameterizedTest
    @ValueSource(ints = {3, 5_000})
    @Tag("amqp10.message.bare")
    void theBareMessageComesBackOctetByOctet(int bytes) {
        Header header = new Header();
        header.setDurable(true);
        Properties properties = new Properties();
        properties.setMessageId(new UUID(1, 2));
        byte[] kept = Codec.write(
                new MessageAnnotations(Map.of(Symbol.valueOf("x-mine"), 1)),
                properties,
                new ApplicationProperties(Map.of("a", 'x')),
                data("one"),
                data("x".repeat(bytes)),
                new Footer(Map.of(Symbol.valueOf("f"), "g")));
        byte[] head = Codec.write(header);
        byte[] whole = ByteBuffer.allocate(head.length + kept.length)
                .put(head)
                .put(kept)
                .array();
        for (Origin origin : new Origin[] {null, Origin.of("container")}) {
            Message message = Messages10.read(whole).message("key", "user", origin, NOW);
            StoredMessage stored = new StoredMessage(new MessageId(1, 2), "", NOW, message);
            assertArrayEquals(kept, behindHeader(Messages10.write(stored, 0, false, NOW, Map.of())));
        }
    }

    @Test
    void theOriginOfAMessageIsKnownToSelectorsAndToNobodyElse() {
        byte[] encoded = Codec.write(new ApplicationProperties(Map.of("a", 1)), data("x"));
        Origin origin = Origin.of("container");
        Message marked = Messages10.read(encoded).message("key", "user", origin, NOW);
        Message plain = Messages10.read(encoded).message("key", "user", null, NOW);
        assertEquals(
                origin.mark(),
                Vocabulary10.INSTANCE.value(
                        Origin.IDENTIFIER, marked, Amqp10Format.INSTANCE.properties(marked.header())));
        assertNull(Vocabulary10.INSTANCE.value(
                Origin.IDENTIFIER, plain, Amqp10Format.INSTANCE.properties(plain.header())));
        assertEquals(1, Amqp10Format.INSTANCE.properties(marked.header()).get("a"));
        assertEquals(
                new Body.Bytes(Payload.utf8("x")),
                Amqp10Format.INSTANCE.view(marked).body());
    }

    @Test
    @Tag("amqp10.message.header")
    void lifetimesAndPrioritiesAreThoseOfTheHeader() {
        Header header = new Header();
        header.setTtl(UnsignedInteger.valueOf(5_000));
        header.setPriority(UnsignedByte.valueOf((byte) 200));
        Message message = message(header, data("x"));
        assertEquals(5_000, message.ttlMs());
        assertEquals(200, message.priority());
        Properties properties = new Properties();
        properties.setAbsoluteExpiryTime(new Date(NOW + 1_000));
        assertEquals(1_000, message(header, properties, data("x")).ttlMs());
        assertEquals(4, message(data("x")).priority());
        assertEquals(Message.NO_TTL, message(data("x")).ttlMs());
    }

    @Test
    @Tag("amqp10.message.sections")
    void sectionsOutOfOrderAreRefused() {
        assertThrows(Refusal.class, () -> message(data("x"), new Properties()));
        assertThrows(Refusal.class, () -> message(new AmqpValue("a"), new AmqpValue("b")));
        assertThrows(Refusal.class, () -> message(new Properties(), new Properties()));
    }
}
