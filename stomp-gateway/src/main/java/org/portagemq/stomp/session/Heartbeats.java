// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.stomp.session;

import java.time.Duration;
import org.portagemq.stomp.message.StompException;

/**
 * The signs of life of one connection.
 *
 * @param expectedMs the interval in which the client sends; 0 for never
 * @param sentMs the interval in which the client wants ours; 0 for never
 */
record Heartbeats(long expectedMs, long sentMs) {

    static final Heartbeats NONE = new Heartbeats(0, 0);

    /** So many intervals of silence are taken as the death of a client. */
    private static final int PATIENCE = 2;

    /** A sign is sent when this share of the interval has passed, so that it is in time. */
    private static final double EARLY = 0.8;

    /**
     * What is agreed.
     *
     * @param header the client's {@code heart-beat}, null when it has none
     * @param own what the server offers and wants
     */
    static Heartbeats agree(String header, Duration own) {
        if (header == null || own.isZero()) {
            return NONE;
        }
        String[] parts = header.split(",", -1);
        if (parts.length != 2) {
            throw invalid(header);
        }
        long sends = number(parts[0], header);
        long wants = number(parts[1], header);
        long least = own.toMillis();
        return new Heartbeats(sends == 0 ? 0 : Math.max(sends, least), wants == 0 ? 0 : Math.max(wants, least));
    }

    private static long number(String part, String header) {
        String digits = part.strip();
        if (!digits.matches("[0-9]{1,12}")) {
            throw invalid(header);
        }
        return Long.parseLong(digits);
    }

    private static StompException invalid(String header) {
        return StompException.invalid("heart-beat", header, "expected two numbers of milliseconds, parted by a comma");
    }

    /** What the client is told: what we can send, and what we want. */
    static String offer(Duration own) {
        return own.toMillis() + "," + own.toMillis();
    }

    Duration silence() {
        return Duration.ofMillis(expectedMs * PATIENCE);
    }

    Duration interval() {
        return Duration.ofMillis((long) (sentMs * EARLY));
    }

    boolean any() {
        return expectedMs > 0 || sentMs > 0;
    }
}
