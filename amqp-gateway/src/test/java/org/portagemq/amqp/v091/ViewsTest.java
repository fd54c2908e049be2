// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.amqp.v091;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.portagemq.amqp.v091.wire.BasicProperties;
import org.portagemq.core.api.Address;
import org.portagemq.core.api.Body;
import org.portagemq.core.api.Message;
import org.portagemq.core.api.MessageFormat;
import org.portagemq.core.api.MessageView;
import org.portagemq.core.api.OrderingKey;
import org.portagemq.core.api.Payload;

class ViewsTest {

    private static final String LONG = "x".repeat(256);

    /** A format whose messages say what the test wants. */
    private record Saying(MessageView words) implements MessageFormat {
        @Override
        public byte id() {
            return 77;
        }

        @Override
        public String name() {
            return "saying";
        }

        @Override
        public Properties properties(Payload header) {
            return Properties.NONE;
        }

        @Override
        public MessageView view(Message message) {
            return words;
        }
    }

    private static MessageView.Builder said() {
        return new MessageView.Builder(new Body.Bytes(Payload.EMPTY));
    }

    private static BasicProperties shown(MessageView view) {
        Message message = Message.of("k", false, new Saying(view), Payload.EMPTY, Payload.EMPTY);
        return BasicProperties.read(Views.properties(message, view));
    }

    private static BasicProperties properties(Map<String, Object> headers, String messageId, String replyTo) {
        return new BasicProperties(
                "a/b", "gzip", headers, 2, 5, "c-1", replyTo, "1000", messageId, 7L, "kind", "user", "app");
    }

    private static MessageView view(BasicProperties properties) {
        return Amqp091Format.INSTANCE.view(
                Message.of("k", true, Amqp091Format.INSTANCE, properties.write(), Payload.utf8("x")));
    }

    @Test
    void allPropertiesAreReadAndWrittenAsTheyAre() {
        BasicProperties all = properties(Map.of("h", 1), "m", "q");
        assertEquals(all, BasicProperties.read(all.write()));
        BasicProperties none =
                new BasicProperties(null, null, null, null, null, null, null, null, null, null, null, null, null);
        assertEquals(none, BasicProperties.read(none.write()));
    }

    @Test
    void whatAMessageSaysIsReadFromItsProperties() {
        MessageView view = view(properties(Map.of("h", (short) 3), "m-1", "q"));
        MessageView expected = new MessageView.Builder(new Body.Bytes(Payload.utf8("x")))
                .contentType("a/b")
                .contentEncoding("gzip")
                .correlationId("c-1")
                .replyTo(Address.group("q"))
                .messageId("m-1")
                .timestampMs(7_000L)
                .type("kind")
                .userId("user")
                .appId("app")
                .header("h", (short) 3)
                .build();
        assertEquals(expected, view);
    }

    static Stream<Arguments> headerValues() {
        return Stream.of(
                arguments(true, true),
                arguments((byte) 1, (byte) 1),
                arguments((short) 2, (short) 2),
                arguments(3, 3),
                arguments(4L, 4L),
                arguments(0.5f, 0.5f),
                arguments(0.25, 0.25),
                arguments("text", "text"),
                arguments(Payload.of(new byte[] {-1}), Payload.of(new byte[] {-1})),
                arguments(Instant.ofEpochMilli(1_999), Instant.ofEpochSecond(1)),
                arguments(new BigDecimal("1.50"), new BigDecimal("1.50")),
                arguments(new BigInteger("5"), 5L),
                arguments('c', "c"),
                arguments(new UUID(0, 1), "00000000-0000-0000-0000-000000000001"),
                arguments(
                        Arrays.asList(1, null, new UUID(0, 2)),
                        Arrays.asList(1, null, "00000000-0000-0000-0000-000000000002")),
                arguments(Map.of("in", 'x', LONG, 1), Map.of("in", "x")),
                arguments(null, null));
    }

    @ParameterizedTest
    @MethodSource("headerValues")
    void headersKeepTheirTypesAsFarAsFieldsHaveThem(Object said, Object shown) {
        assertEquals(shown, shown(said().header("h", said).build()).headers().getOrDefault("h", "absent"));
    }

    static Stream<Object> unfit() {
        return Stream.of(BigInteger.ONE.shiftLeft(63), new BigDecimal("1e300"), new BigDecimal("12345678901234.5"));
    }

    @ParameterizedTest
    @MethodSource("unfit")
    void aValueThatNoFieldHoldsIsLeftOut(Object said) {
        Map<String, Object> headers =
                shown(said().header("h", said).header("other", 1).build()).headers();
        assertEquals(Map.of("other", 1), headers);
    }

    @Test
    void whatIsTooLongForItsPropertyIsLeftOutButIdsBecomeHeaders() {
        BasicProperties shown = shown(said().contentType(LONG)
                .type(LONG)
                .messageId(LONG)
                .correlationId(Payload.of(new byte[] {1, 2}))
                .header(LONG, 1)
                .build());
        assertNull(shown.contentType());
        assertNull(shown.type());
        assertNull(shown.messageId());
        Map<String, Object> headers = new LinkedHashMap<>();
        headers.put("x-message-id", LONG);
        headers.put("x-correlation-id", Payload.of(new byte[] {1, 2}));
        assertEquals(headers, shown.headers());
        MessageView back = view(shown);
        assertEquals(LONG, back.messageId());
        assertEquals(Payload.of(new byte[] {1, 2}), back.correlationId());
        assertEquals(Map.of(), back.headers());
    }

    @Test
    void idsOfOtherTypesHaveOneText() {
        assertEquals(
                "urn:uuid:00000000-0000-0000-0000-000000000001",
                shown(said().messageId(new UUID(0, 1)).build()).messageId());
        assertEquals("12", shown(said().correlationId(12L).build()).correlationId());
    }

    static Stream<Arguments> addresses() {
        return Stream.of(
                arguments(Address.group("q"), "q"),
                arguments(Address.topic("amq.topic", "a.b"), "/topic/a.b"),
                arguments(Address.topic("logs", "k/1"), "/exchange/logs/k/1"),
                arguments(Address.other("/elsewhere"), "/elsewhere"));
    }

    @ParameterizedTest
    @MethodSource("addresses")
    void placesToAnswerToGoThereAndBack(Address address, String text) {
        BasicProperties shown = shown(said().replyTo(address).build());
        assertEquals(text, shown.replyTo());
        assertEquals(address, view(shown).replyTo());
    }

    @Test
    void theEnvelopeIsShownInProperties() {
        MessageView view = said().timestampMs(-1L).build();
        Message message = Message.of("k", true, new Saying(view), Payload.EMPTY, Payload.EMPTY)
                .rerouted(List.of("k"), 500)
                .orderedBy(new OrderingKey("g"));
        BasicProperties shown = BasicProperties.read(Views.properties(message, view));
        assertEquals(2, shown.deliveryMode());
        assertNull(shown.priority());
        assertEquals("500", shown.expiration());
        assertEquals(-1L, shown.timestamp());
        assertEquals(Map.of("JMSXGroupID", "g"), shown.headers());
    }

    @Test
    void bodiesSayWhatTheyAre() {
        MessageView text = MessageView.ofBody(new Body.Text(Payload.utf8("é")));
        assertEquals("text/plain", shown(text).contentType());
        assertEquals("é", Views.body(text.body()).toUtf8());
        MessageView map = MessageView.ofBody(new Body.Value(Map.of("a", 1)));
        assertEquals("application/json", shown(map).contentType());
        assertEquals("{\"a\":1}", new String(Views.body(map.body()).array(), StandardCharsets.UTF_8));
        assertNull(shown(said().build()).contentType());
    }

    @Test
    void aLongStringWithANulIsBytesToOthers() {
        MessageView view = view(properties(Map.of("h", "a\0b"), "m", "q"));
        assertEquals(Payload.utf8("a\0b"), view.headers().get("h"));
        assertFalse(view.headers().isEmpty());
    }

    @Test
    void aTimestampBeyondAllTimeIsLeftOut() {
        BasicProperties far = new BasicProperties(
                null, null, null, null, null, null, null, null, null, Long.MAX_VALUE, null, null, null);
        assertNull(view(far).timestampMs());
    }
}
