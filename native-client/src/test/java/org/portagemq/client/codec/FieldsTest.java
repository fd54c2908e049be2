// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.client.codec;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class FieldsTest {

    @Test
    void theyAreAMapInTheirOrderWithoutWhatIsNull() {
        Map<String, String> fields = Fields.of("topic", "T", "none", null, "queueId", 3, "batch", false);
        assertEquals(Map.of("topic", "T", "queueId", "3", "batch", "false"), fields);
        assertEquals(List.of("topic", "queueId", "batch"), new ArrayList<>(fields.keySet()));
        assertEquals("3", fields.get("queueId"));
        assertNull(fields.get("none"));
        assertFalse(fields.containsKey("none"));
        assertEquals("otherwise", fields.getOrDefault("none", "otherwise"));
        assertThrows(UnsupportedOperationException.class, () -> fields.put("a", "b"));
        assertThrows(UnsupportedOperationException.class, fields::clear);
    }

    @Test
    void ofTwoWithOneNameTheLastCountsHoweverTheyAreLookedAt() {
        Map<String, String> fields = Fields.of("a", "first", "a", "last");
        assertEquals("last", fields.get("a"));
        assertEquals(Map.of("a", "last"), new TreeMap<>(fields));
    }

    @Test
    void someOfThemAreFieldsAgain() {
        Fields fields = Fields.of("KEYS", "k", "own", "1", "TAGS", "t");
        assertEquals(Map.of("KEYS", "k", "TAGS", "t"), fields.only(name -> name.equals(name.toUpperCase(Locale.ROOT))));
        assertSame(fields, fields.only(name -> true));
        assertEquals(Map.of(), fields.only(name -> false));
    }

    @Test
    void propertiesOfMessagesAreReadInTheirOrder() {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < 30; i++) {
            MessageProperties.append(text, "p" + i, "v" + i);
        }
        Fields read = MessageProperties.read(text.toString());
        assertEquals(30, read.size());
        assertEquals("v17", read.get("p17"));
        assertEquals(MessageProperties.parse(text.toString()), read);
        assertEquals(Map.of("a", "b"), MessageProperties.read("a\u0001b\u0002\u0001x\u0002y\u0001\u0002z"));
    }

    @Test
    void aNameThatComesAgainIsMadeOnceAndAnotherOneIsNotTakenForIt() {
        String name = read("extraInfo");
        assertEquals("extraInfo", name);
        assertSame(name, read("extraInfo"));
        for (int i = 0; i < 2_000; i++) {
            assertEquals("n" + i, read("n" + i));
        }
        assertEquals("Größe", read("Größe"));
        assertEquals("Größe", read("Größe"));
        assertTrue(read("x".repeat(100)).length() == 100);
    }

    private static String read(String name) {
        byte[] octets = ("  " + name).getBytes(StandardCharsets.UTF_8);
        return FieldNames.read(octets, 2, octets.length - 2);
    }
}
