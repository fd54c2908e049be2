// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.amqp.v10;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import org.portagemq.core.api.Payload;

/**
 * Which container a message comes from, for those who do not want their own. Messages to topics carry a mark of it in
 * front of their stored sections, which no peer sees: delivery annotations of one entry.
 *
 * <pre>
 *  0x00 0x53 0x71 | 0xC1 size 2 | 0xA3 1 'o' | 0x81 eight octets
 * </pre>
 *
 * @param mark a part of a hash of the container's id
 */
record Origin(long mark) {

    /** In selectors. An application cannot have a property of the name. */
    static final String IDENTIFIER = "JMS_PORTAGE_ORIGIN";

    private static final byte[] HEAD = {0x00, 0x53, 0x71, (byte) 0xC1, 13, 2, (byte) 0xA3, 1, 'o', (byte) 0x81};
    private static final int BYTES = HEAD.length + Long.BYTES;

    static Origin of(String container) {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(container.getBytes(StandardCharsets.UTF_8));
            return new Origin(ByteBuffer.wrap(hash).getLong());
        } catch (NoSuchAlgorithmException missing) {
            throw new IllegalStateException("every Java has SHA-256", missing);
        }
    }

    /** The stored sections with the mark. */
    Payload marked(Payload sections) {
        ByteBuffer all = ByteBuffer.allocate(BYTES + sections.length());
        all.put(HEAD).putLong(mark).put(sections.array());
        return Payload.of(all.array());
    }

    /** The mark of stored sections, or null. */
    static Long read(byte[] sections) {
        return isMarked(sections) ? (Long) ByteBuffer.wrap(sections).getLong(HEAD.length) : null;
    }

    static ByteBuffer withoutMark(byte[] sections) {
        int from = isMarked(sections) ? BYTES : 0;
        return ByteBuffer.wrap(sections, from, sections.length - from);
    }

    /** What peers annotate for their hop is never stored: such a section at the beginning is a mark. */
    private static boolean isMarked(byte[] sections) {
        return sections.length >= BYTES && sections[2] == HEAD[2];
    }

    /** The selector that keeps the container's own messages away. */
    String others() {
        return "(" + IDENTIFIER + " IS NULL OR " + IDENTIFIER + " <> " + mark + ")";
    }
}
