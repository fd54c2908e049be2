// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.core.api;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Instant;
import java.util.ArrayList;
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

class MessageViewTest {

    static Stream<Arguments> scalars() {
        return Stream.of(
                Arguments.of(true, "true", "true"),
                Arguments.of((byte) -1, "-1", "-1"),
                Arguments.of(Long.MIN_VALUE, "-9223372036854775808", "-9223372036854775808"),
                Arguments.of(new BigInteger("18446744073709551615"), "18446744073709551615", "18446744073709551615"),
                Arguments.of(0.5f, "0.5", "0.5"),
                Arguments.of(Double.NaN, "NaN", "\"NaN\""),
                Arguments.of(new BigDecimal("12.30"), "12.30", "12.30"),
                Arguments.of('c', "c", "\"c\""),
                Arguments.of("a \"b\"\\\n", "a \"b\"\\\n", "\"a \\\"b\\\"\\\\\\u000a\""),
                Arguments.of(Instant.ofEpochMilli(1_234), "1234", "1234"),
                Arguments.of(
                        new UUID(0, 1),
                        "00000000-0000-0000-0000-000000000001",
                        "\"00000000-0000-0000-0000-000000000001\""),
                Arguments.of(Payload.of(new byte[] {-1, 0}), "/wA=", "\"/wA=\""));
    }

    @ParameterizedTest
    @MethodSource("scalars")
    void everySingleValueHasOneText(Object value, String text, String json) {
        assertEquals(text, ValueText.ofScalar(value));
        assertEquals(json, ValueText.json(value));
    }

    @Test
    void listsAndMapsHaveNoTextButJson() {
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("b", Arrays.asList(1, null, "x"));
        map.put("a", Map.of());
        assertNull(ValueText.ofScalar(map));
        assertNull(ValueText.ofScalar(List.of()));
        assertNull(ValueText.ofScalar(null));
        assertEquals("{\"b\":[1,null,\"x\"],\"a\":{}}", ValueText.json(map));
    }

    @Test
    void headersKeepTheirOrderAndTheFirstOfAName() {
        MessageView view = new MessageView.Builder(new Body.Bytes(Payload.EMPTY))
                .header("z", 1)
                .header("a", null)
                .header("z", 2)
                .build();
        assertEquals(List.of("z", "a"), new ArrayList<>(view.headers().keySet()));
        assertEquals(1, view.headers().get("z"));
    }

    @Test
    void aFormatWithoutWordsOfItsOwnShowsTheBody() {
        Message message = Message.of("k", true, MessageFormat.PLAIN, Payload.EMPTY, Payload.utf8("x"));
        assertEquals(MessageView.ofBody(new Body.Bytes(Payload.utf8("x"))), MessageFormat.PLAIN.view(message));
    }
}
