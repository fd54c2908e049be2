// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.benchmarks.load;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** The body of a message: letters and digits, so that every protocol carries it, which begin with the time of sending. */
final class Payload {

    private static final int DIGITS = 19;
    private static final byte FILL = 'x';
    private static final int BASE = 10;

    private Payload() {}

    /** @param bytes of the body, at least as many as the time has digits */
    static byte[] of(long sentAt, int bytes) {
        byte[] body = new byte[bytes];
        Arrays.fill(body, DIGITS, bytes, FILL);
        long left = sentAt;
        for (int i = DIGITS - 1; i >= 0; i--) {
            body[i] = (byte) ('0' + left % BASE);
            left /= BASE;
        }
        return body;
    }

    static long sentAt(byte[] body) {
        if (body.length < DIGITS) {
            throw new IllegalArgumentException(
                    "not a message of this load: " + new String(body, StandardCharsets.ISO_8859_1));
        }
        long time = 0;
        for (int i = 0; i < DIGITS; i++) {
            time = time * BASE + body[i] - '0';
        }
        return time;
    }
}
