// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.core.api;

import java.util.List;

/** Something that happened in a broker and that others want to follow. */
public sealed interface BrokerEvent {

    record TopicDeclared(String namespace, TopicSettings settings) implements BrokerEvent {}

    /** A stream has other arguments, or more partitions. */
    record TopicChanged(String namespace, TopicSettings settings) implements BrokerEvent {}

    record TopicDeleted(String namespace, String name) implements BrokerEvent {}

    record GroupDeclared(String namespace, GroupSettings settings) implements BrokerEvent {}

    record GroupDeleted(String namespace, String name) implements BrokerEvent {}

    /**
     * A transaction was rolled back because its publisher group was asked about it as often as it is and did not decide.
     *
     * @param transaction as it was: with its id, its publisher group, and how many messages of others it held, which are
     *     ready again
     * @param dropped what was published in it, by where it would have gone
     */
    record TransactionAbandoned(String namespace, PreparedTransaction transaction, List<Dropped> dropped)
            implements BrokerEvent {
        public TransactionAbandoned {
            dropped = List.copyOf(dropped);
        }
    }

    /**
     * Messages that nobody will see.
     *
     * @param target the topic or group they were published to; empty for the default topic or one that is gone
     */
    record Dropped(String target, long messages, long bytes) {}

    record PublishersHeld(String reason) implements BrokerEvent {}

    record PublishersResumed() implements BrokerEvent {}

    record StoreFailed(String reason) implements BrokerEvent {}
}
