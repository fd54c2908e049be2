// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.benchmarks.loops;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Optional;
import java.util.SplittableRandom;

/**
 * Makes bodies that say who published them, and whose every octet can be checked. Size and content follow from the
 * run, the publisher and the number alone. Immutable.
 */
final class Body {

    private static final int HEAD_BYTES = Long.BYTES + Integer.BYTES + Long.BYTES;
    private static final int USUAL_BYTES = 1500;
    private static final int LARGE_BYTES = 200_000;
    private static final int LARGE_ONE_IN = 500;

    private final long run;
    private final byte[] pattern;

    /** What a body says about itself. */
    record Id(int publisher, long number) {

        String text() {
            return publisher + ":" + number;
        }

        /** What {@link #text} gave. */
        static Id parse(String text) {
            int colon = text.indexOf(':');
            return new Id(Integer.parseInt(text.substring(0, colon)), Long.parseLong(text.substring(colon + 1)));
        }
    }

    Body(long run) {
        this.run = run;
        this.pattern = new byte[LARGE_BYTES + HEAD_BYTES + Short.MAX_VALUE];
        new SplittableRandom(run).nextBytes(pattern);
    }

    byte[] of(int publisher, long number) {
        SplittableRandom random = new SplittableRandom(run ^ (number << 8) ^ publisher);
        int limit = random.nextInt(LARGE_ONE_IN) == 0 ? LARGE_BYTES : USUAL_BYTES;
        int size = HEAD_BYTES + random.nextInt(limit);
        int start = random.nextInt(Short.MAX_VALUE);
        byte[] body = Arrays.copyOfRange(pattern, start, start + size);
        ByteBuffer.wrap(body).putLong(run).putInt(publisher).putLong(number);
        return body;
    }

    /** Who published it; empty when it is not, octet by octet, something that this run made. */
    Optional<Id> read(byte[] body) {
        if (body.length < HEAD_BYTES) {
            return Optional.empty();
        }
        ByteBuffer head = ByteBuffer.wrap(body);
        if (head.getLong() != run) {
            return Optional.empty();
        }
        Id id = new Id(head.getInt(), head.getLong());
        return Arrays.equals(body, of(id.publisher(), id.number())) ? Optional.of(id) : Optional.empty();
    }
}
