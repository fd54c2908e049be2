// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.core.api;

/**
 * A message handed to one consumer.
 *
 * @param source where it is settled
 * @param offset its arrival offset in the group: its identity for settling
 * @param attempts how many counted deliveries of it failed before
 * @param redelivered whether it may have been handed out before
 * @param remaining how many messages were ready behind it when it was handed out
 * @param inStream whether it stays in a stream, at this offset
 */
public record Delivery(
        DeliverySource source,
        long offset,
        StoredMessage message,
        int attempts,
        boolean redelivered,
        long remaining,
        boolean inStream) {

    /** A message that leaves its group when it is acknowledged. */
    public Delivery(
            DeliverySource source,
            long offset,
            StoredMessage message,
            int attempts,
            boolean redelivered,
            long remaining) {
        this(source, offset, message, attempts, redelivered, remaining, false);
    }
}
