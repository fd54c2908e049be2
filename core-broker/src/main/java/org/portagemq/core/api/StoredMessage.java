// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.core.api;

/**
 * A message as the broker keeps it.
 *
 * @param topic the topic to which it was published; empty for the default topic
 * @param storedAt when it was stored, epoch ms
 * @param message what was published
 */
public record StoredMessage(MessageId id, String topic, long storedAt, Message message) {}
