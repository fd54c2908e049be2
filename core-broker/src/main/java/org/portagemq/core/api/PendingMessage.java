// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.core.api;

/**
 * A message that waits for its time.
 *
 * @param dueAt when that comes, epoch ms, if the time of day does not jump
 * @param target the topic that it is published to then, or the group that it comes back to
 * @param size in the store, in bytes
 */
public record PendingMessage(long dueAt, Binding.Target target, int size, StoredMessage message) {}
