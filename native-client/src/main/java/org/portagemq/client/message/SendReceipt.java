// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.client.message;

import java.util.Optional;

/**
 * That a message is stored.
 *
 * @param messageId that consumers see as well
 * @param queue in which it is; of one that waits for its time, the queue is not known yet
 * @param offset in the queue
 * @param storageId by which the broker finds the message
 * @param recallHandle by which a message that waits for its time is taken back
 */
public record SendReceipt(
        String messageId, QueueRef queue, long offset, String storageId, Optional<String> recallHandle) {}
