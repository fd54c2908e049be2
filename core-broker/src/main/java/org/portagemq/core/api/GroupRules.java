// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.core.api;

import java.util.Objects;

/**
 * How a group treats its messages.
 *
 * @param ttlMs how long a message may stay ready, or {@link #UNLIMITED}
 * @param expiresMs after how long without use the group deletes itself, or {@link #UNLIMITED}
 * @param maxLength how many messages may be ready, or {@link #UNLIMITED}
 * @param maxBytes how many bytes may be ready, or {@link #UNLIMITED}
 * @param overflow what happens beyond these
 * @param deadLetterTopic where messages go that are rejected, expire or overflow: a topic, empty for the default topic,
 *     null for nowhere
 * @param deadLetterKey the routing key they get then, or null to keep theirs
 * @param deliveryLimit after how many failed attempts a message is dead-lettered, or {@link #UNLIMITED}
 * @param maxPriority the highest priority that counts; 0 for a group without priorities
 * @param singleActive whether only the first of its consumers gets messages, and the next one after it has gone
 */
public record GroupRules(
        long ttlMs,
        long expiresMs,
        long maxLength,
        long maxBytes,
        Overflow overflow,
        String deadLetterTopic,
        String deadLetterKey,
        int deliveryLimit,
        int maxPriority,
        boolean singleActive) {

    public static final int UNLIMITED = -1;

    public static final GroupRules NONE = new GroupRules(
            UNLIMITED, UNLIMITED, UNLIMITED, UNLIMITED, Overflow.DROP_HEAD, null, null, UNLIMITED, 0, false);

    /** What happens to a message too many. */
    public enum Overflow {
        /** The oldest ready message goes, to the dead-letter topic if there is one. */
        DROP_HEAD,
        /** The new message is refused. */
        REJECT,
        /** The new message is refused, and dead-lettered. */
        REJECT_TO_DEAD_LETTER
    }

    public GroupRules {
        Objects.requireNonNull(overflow);
        if (maxPriority < 0 || maxPriority > 255) {
            throw new BrokerException(ErrorCode.INVALID, "the highest priority is 0 to 255, not " + maxPriority);
        }
        if (deadLetterKey != null && deadLetterTopic == null) {
            throw new BrokerException(ErrorCode.INVALID, "a dead-letter key needs a dead-letter topic");
        }
    }

    /** These rules with a lifetime for messages. */
    public GroupRules withTtlMs(long newTtlMs) {
        return new GroupRules(
                newTtlMs,
                expiresMs,
                maxLength,
                maxBytes,
                overflow,
                deadLetterTopic,
                deadLetterKey,
                deliveryLimit,
                maxPriority,
                singleActive);
    }

    /** These rules with an end for groups that nobody uses. */
    public GroupRules withExpiresMs(long newExpiresMs) {
        return new GroupRules(
                ttlMs,
                newExpiresMs,
                maxLength,
                maxBytes,
                overflow,
                deadLetterTopic,
                deadLetterKey,
                deliveryLimit,
                maxPriority,
                singleActive);
    }

    /** These rules with limits for what is ready. */
    public GroupRules withLimits(long newMaxLength, long newMaxBytes, Overflow newOverflow) {
        return new GroupRules(
                ttlMs,
                expiresMs,
                newMaxLength,
                newMaxBytes,
                newOverflow,
                deadLetterTopic,
                deadLetterKey,
                deliveryLimit,
                maxPriority,
                singleActive);
    }

    /** These rules with a place for dead messages. */
    public GroupRules withDeadLetter(String topic, String key) {
        return new GroupRules(
                ttlMs, expiresMs, maxLength, maxBytes, overflow, topic, key, deliveryLimit, maxPriority, singleActive);
    }

    /** These rules with a limit for failed attempts. */
    public GroupRules withDeliveryLimit(int newDeliveryLimit) {
        return new GroupRules(
                ttlMs,
                expiresMs,
                maxLength,
                maxBytes,
                overflow,
                deadLetterTopic,
                deadLetterKey,
                newDeliveryLimit,
                maxPriority,
                singleActive);
    }

    /** These rules with priorities. */
    public GroupRules withMaxPriority(int newMaxPriority) {
        return new GroupRules(
                ttlMs,
                expiresMs,
                maxLength,
                maxBytes,
                overflow,
                deadLetterTopic,
                deadLetterKey,
                deliveryLimit,
                newMaxPriority,
                singleActive);
    }

    /** These rules, with one consumer at a time or not. */
    public GroupRules withSingleActive(boolean newSingleActive) {
        return new GroupRules(
                ttlMs,
                expiresMs,
                maxLength,
                maxBytes,
                overflow,
                deadLetterTopic,
                deadLetterKey,
                deliveryLimit,
                maxPriority,
                newSingleActive);
    }
}
