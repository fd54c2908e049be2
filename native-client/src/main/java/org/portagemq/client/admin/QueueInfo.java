// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.client.admin;

import org.portagemq.client.message.QueueRef;

/**
 * What is in a queue.
 *
 * @param first offset that is there
 * @param end the offset of the next message to come
 */
public record QueueInfo(QueueRef queue, long first, long end) {}
