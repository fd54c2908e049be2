// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.remoting.message;

import java.nio.charset.StandardCharsets;
import java.util.regex.Pattern;

/**
 * Names of topics and groups as this protocol spells them. It has letters, digits and {@code _ - |} only: other octets of a
 * name are {@code %} and two hexadecimal digits, so that {@code a.b} is {@code a%2eb}. A name that is no spelling of another
 * one means itself.
 */
public final class TopicName {

    public static final String RETRY = "%RETRY%";
    public static final String DEAD = "%DLQ%";

    private static final Pattern LEGAL = Pattern.compile("[%|a-zA-Z0-9_-]+");
    private static final int LIMIT = 127;
    private static final int OWN_LIMIT = 255;
    private static final char[] HEX = "0123456789abcdef".toCharArray();

    private TopicName() {}

    /** Whether this protocol's clients may use the name. */
    public static boolean isLegal(String name) {
        return name.length() <= (isOwn(name) ? OWN_LIMIT : LIMIT)
                && LEGAL.matcher(name).matches();
    }

    /** Whether it is the topic of messages that a group has given back, or given up. */
    public static boolean isOwn(String name) {
        return name.startsWith(RETRY) || name.startsWith(DEAD);
    }

    /** The broker's name of what clients call so. */
    public static String decode(String name) {
        if (name.indexOf('%') < 0 || isOwn(name)) {
            return name;
        }
        String meant = unescape(name);
        return meant != null && escape(meant).equals(name) ? meant : name;
    }

    /** What clients call that which the broker calls so. */
    public static String encode(String name) {
        boolean itself =
                isOwn(name) || (LEGAL.matcher(name).matches() && decode(name).equals(name));
        return itself ? name : escape(name);
    }

    private static String escape(String name) {
        StringBuilder text = new StringBuilder();
        for (byte octet : name.getBytes(StandardCharsets.UTF_8)) {
            if (isPlain(octet)) {
                text.append((char) octet);
            } else {
                text.append('%').append(HEX[octet >> 4 & 0xf]).append(HEX[octet & 0xf]);
            }
        }
        return text.toString();
    }

    private static boolean isPlain(byte octet) {
        return (octet >= 'a' && octet <= 'z')
                || (octet >= 'A' && octet <= 'Z')
                || (octet >= '0' && octet <= '9')
                || octet == '_'
                || octet == '-'
                || octet == '|';
    }

    /** Null when it has something that is no escape. */
    private static String unescape(String name) {
        byte[] octets = new byte[name.length()];
        int count = 0;
        for (int i = 0; i < name.length(); i++) {
            char c = name.charAt(i);
            if (c != '%') {
                octets[count++] = (byte) c;
                continue;
            }
            int high = i + 2 < name.length() ? Character.digit(name.charAt(i + 1), 16) : -1;
            int low = i + 2 < name.length() ? Character.digit(name.charAt(i + 2), 16) : -1;
            if (high < 0 || low < 0) {
                return null;
            }
            octets[count++] = (byte) (high << 4 | low);
            i += 2;
        }
        return new String(octets, 0, count, StandardCharsets.UTF_8);
    }
}
