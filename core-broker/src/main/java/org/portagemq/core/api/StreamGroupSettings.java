// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.core.api;

import java.util.Objects;

/**
 * A consumer group over a stream: it has a cursor in each partition, and no messages of its own. It is either
 * <em>offset-owned</em>, when its clients commit how far they are, or <em>delivery-owned</em>, when messages are handed
 * to its consumers and acknowledged one by one. The first use decides; the other use is refused while anybody makes the
 * first one.
 *
 * @param topic the stream
 * @param name unique among the groups of the stream
 * @param rules how a delivery-owned group treats messages: what a length, priorities or lifetimes would limit belongs to
 *     the stream, so only a delivery limit, a place for dead messages, one active consumer and order by key are possible
 */
public record StreamGroupSettings(String topic, String name, GroupRules rules) {

    public StreamGroupSettings {
        Objects.requireNonNull(topic);
        Objects.requireNonNull(name);
        GroupRules possible = new GroupRules.Builder()
                .deadLetter(rules.deadLetterTopic(), rules.deadLetterKey())
                .deliveryLimit(rules.deliveryLimit())
                .singleActive(rules.singleActive())
                .orderedByKey(rules.orderedByKey())
                .build();
        if (!rules.equals(possible)) {
            throw new BrokerException(
                    ErrorCode.NOT_SUPPORTED,
                    "group '" + name + "' of stream '" + topic
                            + "': only a delivery limit, a dead-letter topic, a single"
                            + " active consumer and order by key are possible in a group of a stream, not " + rules);
        }
    }
}
