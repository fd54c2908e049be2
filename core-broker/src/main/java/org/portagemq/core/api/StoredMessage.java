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
 */
public record StoredMessage(MessageId id, String topic, long storedAt, Message message, List<Death> deaths) {

    public StoredMessage {
        deaths = List.copyOf(deaths);
    }

    /** A message that was never dead-lettered. */
    public StoredMessage(MessageId id, String topic, long storedAt, Message message) {
        this(id, topic, storedAt, message, List.of());
    }
}
