// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.client.codec;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Reads JSON in UTF-8 from one place to the next. Not thread-safe. */
final class JsonParser {

    private static final int MAX_DEPTH = 32;

    private final byte[] bytes;
    private int at;
    private int depth;
    /** Whether a comma has to come before the next name or item. */
    private boolean first;

    JsonParser(byte[] bytes) {
        this.bytes = bytes;
    }

    /** Requires that nothing follows. */
    void end() {
        if (peek() != -1) {
            throw malformed("something behind the end");
        }
    }

    void beginObject() {
        expect('{');
        first = true;
    }

    /** The name of the next member of the object, or null at its end. */
    String nextName() {
        if (peek() == '}') {
            at++;
            first = false;
            return null;
        }
        separate();
        String name = peek() == '"' ? text() : number().toString();
        expect(':');
        return name;
    }

    private void separate() {
        if (!first) {
            expect(',');
        }
        first = false;
    }

    /** Any value: a map, list, {@link String}, {@link Long}, {@link Double}, {@link Boolean} or null. */
    Object value() {
        return switch (peek()) {
            case '{' -> object();
            case '[' -> list();
            case '"' -> text();
            case 't' -> word("true", Boolean.TRUE);
            case 'f' -> word("false", Boolean.FALSE);
            case 'n' -> word("null", null);
            default -> number();
        };
    }

    private Map<String, Object> object() {
        enter();
        Map<String, Object> object = new LinkedHashMap<>();
        beginObject();
        for (String name = nextName(); name != null; name = nextName()) {
            object.put(name, value());
        }
        depth--;
        return object;
    }

    private List<Object> list() {
        enter();
        List<Object> list = new ArrayList<>();
        expect('[');
        first = true;
        while (peek() != ']') {
            separate();
            list.add(value());
        }
        at++;
        first = false;
        depth--;
        return list;
    }

    private void enter() {
        if (++depth > MAX_DEPTH) {
            throw malformed("nested more than " + MAX_DEPTH + " deep");
        }
    }

    private <T> T word(String word, T value) {
        for (int i = 0; i < word.length(); i++) {
            if (at >= bytes.length || bytes[at++] != word.charAt(i)) {
                throw malformed("not a value");
            }
        }
        return value;
    }

    int intValue() {
        Object value = peekIsText() ? parse(text()) : number();
        if (value instanceof Long number && number == number.intValue()) {
            return number.intValue();
        }
        throw malformed("not a whole number of 32 bits");
    }

    private Number number() {
        int from = at;
        while (at < bytes.length && "+-.eE0123456789".indexOf(bytes[at]) >= 0) {
            at++;
        }
        return parse(new String(bytes, from, at - from, StandardCharsets.ISO_8859_1));
    }

    private Number parse(String text) {
        try {
            boolean whole = text.indexOf('.') < 0 && text.indexOf('e') < 0 && text.indexOf('E') < 0;
            if (whole) {
                return Long.valueOf(text);
            }
            return Double.valueOf(text);
        } catch (NumberFormatException wrong) {
            throw malformed("not a number");
        }
    }

    boolean peekIsText() {
        return peek() == '"';
    }

    boolean skipNull() {
        if (peek() == 'n') {
            word("null", null);
            return true;
        }
        return false;
    }

    String textOrNull() {
        return skipNull() ? null : text();
    }

    String text() {
        expect('"');
        int from = at;
        while (at < bytes.length && bytes[at] != '"' && bytes[at] != '\\') {
            at++;
        }
        if (at < bytes.length && bytes[at] == '"') {
            return new String(bytes, from, at++ - from, StandardCharsets.UTF_8);
        }
        return escapedText(from);
    }

    /** One with escapes from here on. */
    private String escapedText(int from) {
        StringBuilder text = new StringBuilder();
        int start = from;
        while (true) {
            if (at >= bytes.length) {
                throw malformed("a text without an end");
            }
            byte b = bytes[at];
            if (b == '"' || b == '\\') {
                text.append(new String(bytes, start, at - start, StandardCharsets.UTF_8));
                at++;
                if (b == '"') {
                    return text.toString();
                }
                text.append(escape());
                start = at;
            } else {
                at++;
            }
        }
    }

    private char escape() {
        byte b = at < bytes.length ? bytes[at++] : 0;
        return switch (b) {
            case '"', '\\', '/' -> (char) b;
            case 'b' -> '\b';
            case 'f' -> '\f';
            case 'n' -> '\n';
            case 'r' -> '\r';
            case 't' -> '\t';
            case 'u' -> hex();
            default -> throw malformed("an unknown escape");
        };
    }

    private char hex() {
        int value = 0;
        for (int i = 0; i < 4; i++) {
            int digit = at < bytes.length ? Character.digit(bytes[at++], 16) : -1;
            if (digit < 0) {
                throw malformed("an unknown escape");
            }
            value = value << 4 | digit;
        }
        return (char) value;
    }

    private void expect(char wanted) {
        if (peek() != wanted) {
            throw malformed("no " + wanted);
        }
        at++;
    }

    /** The next octet that is no blank; -1 at the end. */
    private int peek() {
        while (at < bytes.length && (bytes[at] == ' ' || bytes[at] == '\n' || bytes[at] == '\r' || bytes[at] == '\t')) {
            at++;
        }
        return at < bytes.length ? bytes[at] & 0xff : -1;
    }

    private MalformedCommandException malformed(String what) {
        return new MalformedCommandException("malformed JSON: " + what + " at byte " + at);
    }
}
