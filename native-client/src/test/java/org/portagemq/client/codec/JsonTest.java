// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.client.codec;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class JsonTest {

    private static Object read(String text) {
        return Json.read(text.getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void namesThatAreObjectsBecomeTextsThatAreReadInTheirTurn() {
        Map<String, Object> first = new LinkedHashMap<>();
        first.put("brokerName", "a\"{{b\\");
        first.put("queueId", 1L);
        Map<String, Object> second = Map.of("topic", "\u20ac");
        Map<Object, Object> table = new LinkedHashMap<>();
        table.put(first, Map.of("maxOffset", 5L));
        table.put(second, List.of(List.of(Map.of("x", "{{,{"))));
        String written = Json.write(Map.of("offsetTable", table));
        Map<String, Object> expected = new LinkedHashMap<>();
        expected.put(Json.write(first), Map.of("maxOffset", 5L));
        expected.put(Json.write(second), List.of(List.of(Map.of("x", "{{,{"))));
        assertEquals(Map.of("offsetTable", expected), read(written));
        assertEquals(first, read(expected.keySet().iterator().next()));
    }

    @Test
    void objectsInListsAreNoNames() {
        assertEquals(
                Map.of("a", List.of(Map.of("b", 1L), Map.of()), "{\"c\":2}", Map.of("d", 3L)),
                read("{{\"c\":2}:{\"d\":3},\"a\":[{\"b\":1},{}]}"));
    }

    @Test
    void namesThatAreNumbersNeedNoQuotes() {
        assertEquals(Map.of("0", "host"), read("{0:\"host\"}"));
    }

    @Test
    void whatIsNotWholeIsMalformed() {
        for (String text : new String[] {"{{", "{{\"a\":1}", "{{\"a\":1}:", "{{\"a", "}{{", "{{}:1}}"}) {
            assertThrows(MalformedCommandException.class, () -> read(text), text);
        }
    }
}
