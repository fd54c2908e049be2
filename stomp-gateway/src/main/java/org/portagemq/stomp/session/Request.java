// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.stomp.session;

import org.portagemq.stomp.message.HeaderNames;
import org.portagemq.stomp.message.StompException;
import org.portagemq.stomp.wire.Frame;
import org.portagemq.stomp.wire.Headers;

/** Reading the headers of a client's frame. */
final class Request {

    private Request() {}

    static String required(Frame frame, String header) {
        String value = frame.headers().get(header);
        if (value == null) {
            throw StompException.missing(header);
        }
        return value;
    }

    /** Null when none is asked for. */
    static String receipt(Frame frame) {
        return frame.headers().get(HeaderNames.RECEIPT);
    }

    /** A truth value; {@code absent} when the header is not there. */
    static boolean flag(Headers headers, String name, boolean absent) {
        String value = headers.get(name);
        if (value == null) {
            return absent;
        }
        return switch (value) {
            case "true" -> true;
            case "false" -> false;
            default -> throw StompException.invalid(name, value, "expected true or false");
        };
    }

    /** A whole number within bounds; {@code absent} when the header is not there. */
    static long number(Headers headers, String name, long min, long max, long absent) {
        String value = headers.get(name);
        if (value == null) {
            return absent;
        }
        if (!value.matches("-?[0-9]{1,18}")) {
            throw StompException.invalid(name, value, "expected a whole number");
        }
        long number = Long.parseLong(value);
        if (number < min || number > max) {
            throw StompException.invalid(name, value, "expected a whole number from " + min + " to " + max);
        }
        return number;
    }

    /** Refuses a header whose value asks for something. */
    static void refuse(Headers headers, String name, String instead) {
        String value = headers.get(name);
        if (value != null && !value.equals("false")) {
            throw StompException.unsupported(name, value, instead);
        }
    }
}
