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
 * @param retry how long a message that was given back waits, {@link RetrySchedule#NONE} for not at all
 * @param orderedByKey whether messages of one ordering key go to one consumer at a time, in their order, while those of
 *     other keys go to others
 * @param keptUntilTaken whether a message that leaves stays until its dead-letter topic has taken it, instead of being
 *     dropped where that cannot be; in force while the group refuses what is too much ({@link Overflow#REJECT})
 * @param ackTimeoutMs how long a consumer may hold a message, or {@link #UNLIMITED} for what its gateway allows; gateways
 *     keep it
 * @param stream what is kept of a group whose messages are read in place and never taken; null for others
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
        boolean singleActive,
        RetrySchedule retry,
        boolean orderedByKey,
        boolean keptUntilTaken,
        long ackTimeoutMs,
        Retention stream) {

    public static final int UNLIMITED = -1;

    public static final GroupRules NONE = new Builder().build();

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
        Objects.requireNonNull(retry);
        if (maxPriority < 0 || maxPriority > 255) {
            throw new BrokerException(ErrorCode.INVALID, "the highest priority is 0 to 255, not " + maxPriority);
        }
        if (deadLetterKey != null && deadLetterTopic == null) {
            throw new BrokerException(ErrorCode.INVALID, "a dead-letter key needs a dead-letter topic");
        }
    }

    /**
     * Whether the rules go together in one group.
     *
     * @throws BrokerException {@link ErrorCode#INVALID} or {@link ErrorCode#NOT_SUPPORTED} naming those that do not
     */
    public void requireConsistent() {
        if (orderedByKey && maxPriority > 0) {
            throw new BrokerException(
                    ErrorCode.INVALID, "a group keeps the order of keys or that of priorities, not both");
        }
        if (orderedByKey && retry.when() != RetrySchedule.When.NEVER) {
            throw new BrokerException(
                    ErrorCode.INVALID,
                    "a group that is ordered by key cannot have messages wait for their retry: later ones would pass");
        }
        if (stream != null && !equals(new Builder().stream(stream).build())) {
            throw new BrokerException(
                    ErrorCode.NOT_SUPPORTED, "a group that keeps a stream has no other rule than its retention");
        }
    }

    /** Whether a message that leaves stays until a dead-letter topic has taken it. */
    public boolean keepsUntilTaken() {
        return keptUntilTaken && deadLetterTopic != null && overflow == Overflow.REJECT;
    }

    /** Rules to start from: these. */
    public Builder toBuilder() {
        return new Builder(this);
    }

    /** These rules with a lifetime for messages. */
    public GroupRules withTtlMs(long newTtlMs) {
        return toBuilder().ttlMs(newTtlMs).build();
    }

    /** These rules with an end for groups that nobody uses. */
    public GroupRules withExpiresMs(long newExpiresMs) {
        return toBuilder().expiresMs(newExpiresMs).build();
    }

    /** These rules with limits for what is ready. */
    public GroupRules withLimits(long newMaxLength, long newMaxBytes, Overflow newOverflow) {
        return toBuilder().limits(newMaxLength, newMaxBytes, newOverflow).build();
    }

    /** These rules with a place for dead messages. */
    public GroupRules withDeadLetter(String topic, String key) {
        return toBuilder().deadLetter(topic, key).build();
    }

    /** These rules with a limit for failed attempts. */
    public GroupRules withDeliveryLimit(int newDeliveryLimit) {
        return toBuilder().deliveryLimit(newDeliveryLimit).build();
    }

    /** These rules with priorities. */
    public GroupRules withMaxPriority(int newMaxPriority) {
        return toBuilder().maxPriority(newMaxPriority).build();
    }

    /** These rules, with one consumer at a time or not. */
    public GroupRules withSingleActive(boolean newSingleActive) {
        return toBuilder().singleActive(newSingleActive).build();
    }

    /** Collects rules; starts with none of them in force. Each rule is described at the record. */
    public static final class Builder {
        private long ttlMs = UNLIMITED;
        private long expiresMs = UNLIMITED;
        private long maxLength = UNLIMITED;
        private long maxBytes = UNLIMITED;
        private Overflow overflow = Overflow.DROP_HEAD;
        private String deadLetterTopic;
        private String deadLetterKey;
        private int deliveryLimit = UNLIMITED;
        private int maxPriority;
        private boolean singleActive;
        private RetrySchedule retry = RetrySchedule.NONE;
        private boolean orderedByKey;
        private boolean keptUntilTaken;
        private long ackTimeoutMs = UNLIMITED;
        private Retention stream;

        public Builder() {}

        private Builder(GroupRules rules) {
            ttlMs = rules.ttlMs;
            expiresMs = rules.expiresMs;
            maxLength = rules.maxLength;
            maxBytes = rules.maxBytes;
            overflow = rules.overflow;
            deadLetterTopic = rules.deadLetterTopic;
            deadLetterKey = rules.deadLetterKey;
            deliveryLimit = rules.deliveryLimit;
            maxPriority = rules.maxPriority;
            singleActive = rules.singleActive;
            retry = rules.retry;
            orderedByKey = rules.orderedByKey;
            keptUntilTaken = rules.keptUntilTaken;
            ackTimeoutMs = rules.ackTimeoutMs;
            stream = rules.stream;
        }

        public Builder ttlMs(long value) {
            ttlMs = value;
            return this;
        }

        public Builder expiresMs(long value) {
            expiresMs = value;
            return this;
        }

        public Builder limits(long length, long bytes, Overflow beyond) {
            maxLength = length;
            maxBytes = bytes;
            overflow = beyond;
            return this;
        }

        public Builder deadLetter(String topic, String key) {
            deadLetterTopic = topic;
            deadLetterKey = key;
            return this;
        }

        public Builder deliveryLimit(int value) {
            deliveryLimit = value;
            return this;
        }

        public Builder maxPriority(int value) {
            maxPriority = value;
            return this;
        }

        public Builder singleActive(boolean value) {
            singleActive = value;
            return this;
        }

        public Builder retry(RetrySchedule value) {
            retry = value;
            return this;
        }

        public Builder stream(Retention value) {
            stream = value;
            return this;
        }

        public Builder orderedByKey(boolean value) {
            orderedByKey = value;
            return this;
        }

        public Builder ackTimeoutMs(long value) {
            ackTimeoutMs = value;
            return this;
        }

        public Builder keptUntilTaken(boolean value) {
            keptUntilTaken = value;
            return this;
        }

        /** @throws BrokerException {@link ErrorCode#INVALID} when the rules contradict each other */
        public GroupRules build() {
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
                    singleActive,
                    retry,
                    orderedByKey,
                    keptUntilTaken,
                    ackTimeoutMs,
                    stream);
        }
    }
}
