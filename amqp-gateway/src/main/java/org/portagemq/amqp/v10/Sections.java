// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.amqp.v10;

import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * Finds the sections of an encoded message without decoding what is in them.
 *
 * <pre>
 *  0x00 | descriptor: a number (0x53, 0x80) or a symbol (0xa3, 0xb3) | value: constructor, then as long as that says
 * </pre>
 */
final class Sections {

    static final int HEADER = 0x70;
    static final int DELIVERY_ANNOTATIONS = 0x71;
    static final int MESSAGE_ANNOTATIONS = 0x72;
    static final int PROPERTIES = 0x73;
    static final int APPLICATION_PROPERTIES = 0x74;
    static final int DATA = 0x75;
    static final int SEQUENCE = 0x76;
    static final int VALUE = 0x77;
    static final int FOOTER = 0x78;

    private static final int SMALL_ULONG = 0x53;
    private static final int ULONG = 0x80;
    private static final int SHORT_SYMBOL = 0xA3;
    private static final int SYMBOL = 0xB3;

    /** The other way to name a section, in the order of the codes. */
    private static final List<String> NAMES = List.of(
            "amqp:header:list",
            "amqp:delivery-annotations:map",
            "amqp:message-annotations:map",
            "amqp:properties:list",
            "amqp:application-properties:map",
            "amqp:data:binary",
            "amqp:amqp-sequence:list",
            "amqp:amqp-value:*",
            "amqp:footer:map");

    private static final int MAX_DEPTH = 32;

    private final byte[] bytes;
    private int at;
    private int start;
    private int code;

    Sections(byte[] bytes) {
        this.bytes = bytes;
    }

    /** Goes to the next section; false behind the last one. */
    boolean next() {
        if (at == bytes.length) {
            return false;
        }
        start = at;
        code = descriptor();
        skipValue(0);
        return true;
    }

    /** Which section it is. */
    int code() {
        return code;
    }

    int start() {
        return start;
    }

    int end() {
        return at;
    }

    private int descriptor() {
        if (octet() != 0) {
            throw malformed("a section does not begin with a descriptor");
        }
        int constructor = octet();
        long descriptor =
                switch (constructor) {
                    case SMALL_ULONG -> octet();
                    case ULONG -> number(Long.BYTES);
                    case SHORT_SYMBOL -> named(octet());
                    case SYMBOL -> named(number(Integer.BYTES));
                    default -> -1;
                };
        if (descriptor < HEADER || descriptor > FOOTER) {
            throw malformed("a section of an unknown kind");
        }
        return (int) descriptor;
    }

    private int named(long length) {
        int begin = at;
        skip(length);
        int index = NAMES.indexOf(new String(bytes, begin, at - begin, StandardCharsets.US_ASCII));
        return index < 0 ? -1 : HEADER + index;
    }

    private void skipValue(int depth) {
        int constructor = octet();
        if (constructor == 0) {
            if (depth == MAX_DEPTH) {
                throw malformed("values are nested too deeply");
            }
            skipValue(depth + 1);
            skipValue(depth + 1);
            return;
        }
        skip(
                switch (constructor >>> 4) {
                    case 0x4 -> 0;
                    case 0x5 -> 1;
                    case 0x6 -> 2;
                    case 0x7 -> 4;
                    case 0x8 -> 8;
                    case 0x9 -> 16;
                    case 0xA, 0xC, 0xE -> octet();
                    case 0xB, 0xD, 0xF -> number(Integer.BYTES);
                    default -> throw malformed("a value of unknown type " + Integer.toHexString(constructor));
                });
    }

    private int octet() {
        if (at >= bytes.length) {
            throw malformed("the message ends within a section");
        }
        return bytes[at++] & 0xFF;
    }

    private long number(int octets) {
        long number = 0;
        for (int i = 0; i < octets; i++) {
            number = number << 8 | octet();
        }
        return number;
    }

    private void skip(long octets) {
        if (octets < 0 || octets > bytes.length - at) {
            throw malformed("the message ends within a section");
        }
        at += (int) octets;
    }

    static Refusal malformed(String why) {
        return new Refusal(Conditions.DECODE_ERROR, "the message cannot be read: " + why);
    }
}
