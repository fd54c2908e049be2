// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.core.engine;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.portagemq.core.api.HeaderMatch;

/** The properties that each message of a history has for its key, and a second opinion on bindings by properties. */
final class KeyProperties {

    private static final String FIRST = "first";
    private static final String WORDS = "words";
    private static final List<String> FIRSTS = List.of("a", "b", "c");

    private KeyProperties() {}

    /** In the format of the tests. */
    static String header(String key) {
        StringBuilder header = new StringBuilder();
        of(key).forEach((name, value) ->
                header.append(name).append('=').append(value).append(' '));
        return header.toString();
    }

    private static Map<String, Object> of(String key) {
        String[] words = key.split("\\.", -1);
        Map<String, Object> properties = new LinkedHashMap<>();
        properties.put(FIRST, words[0]);
        properties.put(WORDS, (long) words.length);
        return properties;
    }

    /** Arguments of a binding: all or any of two properties, of one, or of none. */
    static Map<String, Object> wanted(Random random) {
        Map<String, Object> wanted = new LinkedHashMap<>();
        if (random.nextInt(3) > 0) {
            wanted.put(HeaderMatch.ARGUMENT, random.nextBoolean() ? HeaderMatch.ALL : HeaderMatch.ANY);
        }
        if (random.nextInt(3) > 0) {
            wanted.put(FIRST, FIRSTS.get(random.nextInt(FIRSTS.size())));
        }
        if (random.nextInt(3) > 0) {
            wanted.put(WORDS, 1L + random.nextInt(3));
        }
        return wanted;
    }

    static boolean match(Map<String, Object> arguments, String key) {
        Map<String, Object> actual = of(key);
        boolean any = HeaderMatch.ANY.equals(arguments.get(HeaderMatch.ARGUMENT));
        List<Boolean> matches = arguments.entrySet().stream()
                .filter(wanted -> !wanted.getKey().equals(HeaderMatch.ARGUMENT))
                .map(wanted -> wanted.getValue().equals(actual.get(wanted.getKey())))
                .toList();
        return any ? matches.contains(true) : !matches.contains(false);
    }
}
