// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.client.session;

/**
 * A message on its way to the broker: what the broker has to know, and the sender's own bytes. The arrays belong to the
 * record from then on.
 *
 * @param ttlMs how long it may wait, or {@link #NO_TTL}
 * @param deliverAt when it becomes visible, epoch ms, or {@link #AT_ONCE}
 * @param orderingKey messages of one key stay in order where that is kept; null for none
 * @param lastOfKey whether the key's messages may go on to another consumer behind this one
 * @param number by which it is known when it is sent again: no other message of the connection's name has it; {@link #ONCE} for
 *     one that is sent once
 * @param header as {@link MessageHeader} encodes it
 * @param body as {@link MessageHeader#bodyKind} says
 */
@SuppressWarnings("ArrayRecordComponent") // bytes go by reference; these are compared by nobody
public record Outgoing(
        boolean durable,
        int priority,
        long ttlMs,
        long deliverAt,
        String orderingKey,
        boolean lastOfKey,
        long number,
        byte[] header,
        byte[] body) {

    public static final long NO_TTL = -1;

    public static final long AT_ONCE = 0;

    public static final long ONCE = 0;
}
