// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.core.filter;

import java.util.Locale;
import java.util.regex.Pattern;
import org.portagemq.core.api.BrokerException;
import org.portagemq.core.api.ErrorCode;

/** Cuts a selector into words, numbers, texts and signs, one after the other. */
final class SelectorLexer {

    private static final Pattern HEXADECIMAL = Pattern.compile("0[xX]\\p{XDigit}+[lL]?");
    private static final Pattern OCTAL = Pattern.compile("0[0-7]+[lL]?");
    private static final Pattern WHOLE = Pattern.compile("(0|[1-9][0-9]*+)[lL]?");
    private static final Pattern FRACTION =
            Pattern.compile("([0-9]++(\\.[0-9]*+)?|\\.[0-9]++)([eE][+-]?[0-9]++)?[dDfF]?");

    /** 2 to the power of 63: a whole number only behind a minus. */
    private static final String BEYOND = "9223372036854775808";

    private final String text;
    private int at;

    /** What a piece of the text is. */
    enum Shape {
        WORD,
        WHOLE,
        /** The whole number that is allowed behind a minus only. */
        BEYOND,
        FRACTION,
        TEXT,
        SIGN,
        END
    }

    /**
     * A piece of the text.
     *
     * @param text a word as written, a sign, or the content of a text
     * @param number of a number
     * @param at where it begins, from 1
     */
    record Token(Shape shape, String text, Number number, int at) {

        boolean isSign(String sign) {
            return shape == Shape.SIGN && text.equals(sign);
        }

        boolean isWord(String upperCase) {
            return shape == Shape.WORD && text.toUpperCase(Locale.ROOT).equals(upperCase);
        }

        String shown() {
            return switch (shape) {
                case END -> "the end";
                case TEXT -> "the text '" + text + "'";
                default -> "'" + text + "'";
            };
        }
    }

    SelectorLexer(String text) {
        this.text = text;
    }

    /** The next piece; {@link Shape#END} at the end, as often as asked. */
    Token next() {
        while (at < text.length() && isSpace(text.charAt(at))) {
            at++;
        }
        if (at == text.length()) {
            return new Token(Shape.END, "", null, at + 1);
        }
        char first = text.charAt(at);
        char second = at + 1 < text.length() ? text.charAt(at + 1) : ' ';
        if (first == '\'') {
            return quoted();
        }
        if (isDigit(first) || (first == '.' && isDigit(second))) {
            return number();
        }
        if (Character.isJavaIdentifierStart(first)) {
            return word();
        }
        return sign(first, second);
    }

    private static boolean isSpace(char one) {
        return one == ' ' || one == '\t' || one == '\f' || one == '\n' || one == '\r';
    }

    private static boolean isDigit(char one) {
        return one >= '0' && one <= '9';
    }

    private Token word() {
        int start = at;
        while (at < text.length() && Character.isJavaIdentifierPart(text.charAt(at))) {
            at++;
        }
        return new Token(Shape.WORD, text.substring(start, at), null, start + 1);
    }

    private Token quoted() {
        int start = at++;
        StringBuilder content = new StringBuilder();
        while (at < text.length()) {
            char one = text.charAt(at++);
            if (one != '\'') {
                content.append(one);
            } else if (at < text.length() && text.charAt(at) == '\'') {
                content.append('\'');
                at++;
            } else {
                return new Token(Shape.TEXT, content.toString(), null, start + 1);
            }
        }
        throw error(start + 1, "the text that begins here has no end: a quote is missing");
    }

    private Token number() {
        int start = at;
        boolean hexadecimal = text.startsWith("0x", at) || text.startsWith("0X", at);
        while (at < text.length() && (isNumberPart(text.charAt(at)) || isExponentSign(hexadecimal, start))) {
            at++;
        }
        String digits = text.substring(start, at);
        if (digits.equals(BEYOND) || digits.equalsIgnoreCase(BEYOND + "L")) {
            return new Token(Shape.BEYOND, digits, null, start + 1);
        }
        try {
            return token(digits, start + 1);
        } catch (NumberFormatException tooLarge) {
            throw error(start + 1, "the number " + digits + " is too large");
        }
    }

    private static boolean isNumberPart(char one) {
        return one == '.' || isDigit(one) || (one >= 'a' && one <= 'z') || (one >= 'A' && one <= 'Z') || one == '_';
    }

    private boolean isExponentSign(boolean hexadecimal, int start) {
        char one = text.charAt(at);
        char before = text.charAt(at - 1);
        return !hexadecimal && at > start && (one == '+' || one == '-') && (before == 'e' || before == 'E');
    }

    private static Token token(String digits, int at) {
        String plain = digits.endsWith("l") || digits.endsWith("L") ? digits.substring(0, digits.length() - 1) : digits;
        if (HEXADECIMAL.matcher(digits).matches()) {
            return new Token(Shape.WHOLE, digits, Long.parseUnsignedLong(plain.substring(2), 16), at);
        }
        if (OCTAL.matcher(digits).matches()) {
            return new Token(Shape.WHOLE, digits, Long.parseUnsignedLong(plain.substring(1), 8), at);
        }
        if (WHOLE.matcher(digits).matches()) {
            return new Token(Shape.WHOLE, digits, Long.parseLong(plain), at);
        }
        boolean octalLike = digits.matches("0[0-9]+[lL]?");
        if (!octalLike && FRACTION.matcher(digits).matches()) {
            return new Token(Shape.FRACTION, digits, Double.parseDouble(digits), at);
        }
        throw error(at, "'" + digits + "' is not a number");
    }

    private Token sign(char first, char second) {
        String two = "" + first + second;
        if (two.equals("--") || two.equals("/*")) {
            throw error(at + 1, "comments are not allowed");
        }
        String sign = two.equals("<>") || two.equals("<=") || two.equals(">=") ? two : "" + first;
        if ("=<>+-*/(),".indexOf(first) < 0) {
            throw error(at + 1, "the character '" + first + "' has no meaning");
        }
        Token token = new Token(Shape.SIGN, sign, null, at + 1);
        at += sign.length();
        return token;
    }

    static BrokerException error(int at, String what) {
        return new BrokerException(ErrorCode.INVALID, "selector, at character " + at + ": " + what);
    }
}
