// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.core.api;

import java.util.List;
import java.util.Objects;

/**
 * Why a message was dead-lettered by one group, and how often.
 *
 * @param group the group that it left
 * @param count how often it left this group for this reason
 * @param time when that happened first, epoch ms
 * @param topic the topic to which it had been published then
 * @param routingKeys its routing keys then
 * @param ttlMs the lifetime of its own that it had then, or {@link Message#NO_TTL}
 */
public record Death(
        String group, Reason reason, long count, long time, String topic, List<String> routingKeys, long ttlMs) {

    /** Why a message leaves a group without having been consumed. */
    public enum Reason {
        REJECTED,
        EXPIRED,
        OVERFLOW,
        DELIVERY_LIMIT
    }

    public Death {
        Objects.requireNonNull(reason);
        routingKeys = List.copyOf(routingKeys);
    }
}
