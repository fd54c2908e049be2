// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.core.engine;

import org.portagemq.core.api.StoredMessage;
import org.portagemq.core.filter.Subject;

/**
 * The messages that filters looked at lately, with their properties: a header that one filter has read is not read again
 * for the next one. Without bodies. Belongs to the core.
 */
final class Subjects {

    private static final int SLOTS = 512;

    private final long[] positions = new long[SLOTS];
    private final Subject[] subjects = new Subject[SLOTS];

    /** The message at the position, or of the record at the position that moved it. */
    Subject of(long position, StoredMessage message) {
        int slot = slot(position);
        if (positions[slot] != position || subjects[slot] == null) {
            positions[slot] = position;
            subjects[slot] = new Subject(message.message().envelope());
        }
        return subjects[slot];
    }

    /** A message that filters of bindings have looked at got its position. */
    void remember(long position, Subject subject) {
        int slot = slot(position);
        positions[slot] = position;
        subjects[slot] = subject.withoutBody();
    }

    private static int slot(long position) {
        return (int) ((position * 0x9E3779B97F4A7C15L) >>> 40) & (SLOTS - 1);
    }
}
