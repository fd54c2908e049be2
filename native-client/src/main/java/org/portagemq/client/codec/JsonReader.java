// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.client.codec;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.json.JsonReadFeature;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Reads JSON of this protocol: names that are numbers may lack their quotes, and those that are objects become texts, see {@link
 * ObjectNames}. What is malformed is a {@link MalformedCommandException}.
 */
final class JsonReader {

    private static final int MAX_DEPTH = 32;

    /** Names are not kept for ever: a peer chooses them. */
    private static final JsonFactory FACTORY = JsonFactory.builder()
            .enable(JsonReadFeature.ALLOW_UNQUOTED_FIELD_NAMES)
            .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxNestingDepth(MAX_DEPTH)
                    .maxStringLength(Integer.MAX_VALUE)
                    .build())
            .build();

    /** Takes what it wants of a text. */
    interface Reading<T> {
        T read(JsonParser in) throws IOException;
    }

    private JsonReader() {}

    /** Hands the parser on at the first token; nothing may be left behind what is read. */
    static <T> T read(byte[] bytes, Reading<T> reading) {
        try (JsonParser in = FACTORY.createParser(ObjectNames.quoted(bytes))) {
            in.nextToken();
            T value = reading.read(in);
            if (in.nextToken() != null) {
                throw new MalformedCommandException("malformed JSON: something behind the end");
            }
            return value;
        } catch (IOException malformed) {
            throw new MalformedCommandException("malformed JSON: " + malformed.getMessage());
        }
    }

    /** Any value: a map, list, {@link String}, {@link Long}, {@link Double}, {@link Boolean} or null. */
    static Object value(JsonParser in) throws IOException {
        if (in.currentToken() == null) {
            throw new MalformedCommandException("malformed JSON: nothing there");
        }
        return switch (in.currentToken()) {
            case START_OBJECT -> object(in);
            case START_ARRAY -> list(in);
            case VALUE_STRING -> in.getText();
            case VALUE_NUMBER_INT -> in.getLongValue();
            case VALUE_NUMBER_FLOAT -> in.getDoubleValue();
            case VALUE_TRUE -> true;
            case VALUE_FALSE -> false;
            case VALUE_NULL -> null;
            default -> throw new MalformedCommandException("malformed JSON: unexpected " + in.currentToken());
        };
    }

    private static Map<String, Object> object(JsonParser in) throws IOException {
        Map<String, Object> object = new LinkedHashMap<>();
        while (in.nextToken() != JsonToken.END_OBJECT) {
            String name = in.currentName();
            in.nextToken();
            object.put(name, value(in));
        }
        return object;
    }

    private static List<Object> list(JsonParser in) throws IOException {
        List<Object> list = new ArrayList<>();
        while (in.nextToken() != JsonToken.END_ARRAY) {
            list.add(value(in));
        }
        return list;
    }

    /** A whole number, which may be in quotes. */
    static int intValue(JsonParser in) throws IOException {
        if (in.currentToken() == JsonToken.VALUE_STRING) {
            try {
                return Integer.parseInt(in.getText());
            } catch (NumberFormatException none) {
                throw new MalformedCommandException("malformed JSON: not a whole number of 32 bits");
            }
        }
        return in.getIntValue();
    }
}
