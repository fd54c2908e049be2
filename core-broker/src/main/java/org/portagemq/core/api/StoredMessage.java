// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.core.api;

import java.util.List;

/**
 * A message as the broker keeps it.
 *
 * @param topic the topic to which it was published; empty for the default topic
 * @param storedAt when it was stored, epoch ms
 * @param message what was published
 * @param deaths its dead-letterings so far, the last one first
 * @param note what a consumer noted about it last, which means something to its own protocol only; empty when nobody did
 */
public record StoredMessage(
        MessageId id, String topic, long storedAt, Message message, List<Death> deaths, Payload note) {

    /** The most bytes that a note may have. */
    public static final int NOTE_BYTES_MAX = 16 << 10;

    public StoredMessage {
        deaths = List.copyOf(deaths);
    }

    /** A message about which nothing was noted. */
    public StoredMessage(MessageId id, String topic, long storedAt, Message message, List<Death> deaths) {
        this(id, topic, storedAt, message, deaths, Payload.EMPTY);
    }

    /** A message that was never dead-lettered. */
    public StoredMessage(MessageId id, String topic, long storedAt, Message message) {
        this(id, topic, storedAt, message, List.of());
    }

    /** The same with another note. */
    public StoredMessage noted(Payload newNote) {
        return new StoredMessage(id, topic, storedAt, message, deaths, newNote);
    }
}
