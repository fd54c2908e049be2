// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.core.api;

import java.util.List;
import java.util.Objects;

/**
 * A message as it is published: the envelope that the broker understands, and the sender's own bytes.
 *
 * @param routingKeys tags by which topics route; the first one is the message's own, further ones only route
 * @param durable whether it must survive a restart
 * @param priority 0 to 255, higher first in groups with priorities
 * @param ttlMs how long it may stay in a group, or {@link #NO_TTL}
 * @param flush when it counts as stored
 * @param keys by which it can be found later
 * @param header the sections before the body, in the encoding of the format
 */
public record Message(
        List<String> routingKeys,
        boolean durable,
        int priority,
        long ttlMs,
        FlushPolicy flush,
        List<String> keys,
        MessageFormat format,
        Payload header,
        Payload body) {

    public static final long NO_TTL = -1;

    public Message {
        Objects.requireNonNull(flush);
        Objects.requireNonNull(format);
        if (priority < 0 || priority > 255) {
            throw new BrokerException(ErrorCode.INVALID, "priority " + priority + " is not within 0 to 255");
        }
    }

    /** A message with one routing key and nothing else out of the ordinary. */
    public static Message of(String routingKey, boolean durable, MessageFormat format, Payload header, Payload body) {
        return new Message(
                List.of(routingKey), durable, 0, NO_TTL, FlushPolicy.DEFAULT, List.of(), format, header, body);
    }

    /** The same with other routing keys and lifetime, as when it goes on to another topic. */
    public Message rerouted(List<String> newRoutingKeys, long newTtlMs) {
        return new Message(newRoutingKeys, durable, priority, newTtlMs, flush, keys, format, header, body);
    }

    public String routingKey() {
        return routingKeys.isEmpty() ? "" : routingKeys.get(0);
    }
}
