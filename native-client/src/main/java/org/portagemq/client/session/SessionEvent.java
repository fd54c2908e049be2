// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.client.session;

import java.util.List;

/** What a broker says to a client. */
public sealed interface SessionEvent {

    /** What answers a request. */
    sealed interface Answer extends SessionEvent {
        long request();
    }

    record Done(long request) implements Answer {}

    record Failed(long request, Failure failure) implements Answer {}

    /** Answers {@link SessionCommand.Open}. */
    record Opened(long request, String broker, String version) implements Answer {}

    /** Answers {@link SessionCommand.ListPrepared}: the names of the branches that wait for a decision. */
    record Branches(long request, List<byte[]> names) implements Answer {
        public Branches {
            names = List.copyOf(names);
        }
    }

    /**
     * Answers {@link SessionCommand.Browse}.
     *
     * @param nextOffset where to go on
     * @param end whether there is nothing behind it now
     */
    record Page(long request, List<Incoming> messages, long nextOffset, boolean end) implements Answer {
        public Page {
            messages = List.copyOf(messages);
        }
    }

    /**
     * A message for a subscription.
     *
     * @param epoch of the subscription, see {@link SessionCommand.Restart}
     * @param offset by which it is settled
     */
    record Delivered(long subscription, int epoch, long offset, Incoming message) implements SessionEvent {}

    /** The broker has ended a subscription, as when its queue was deleted. */
    record SubscriptionEnded(long subscription, Failure reason) implements SessionEvent {}

    /** The client is to wait before it publishes more. */
    record Hold(String reason) implements SessionEvent {}

    /** It may publish again. */
    record Resume() implements SessionEvent {}

    /** The link is at its end, and nothing follows. */
    record Ended(Failure reason) implements SessionEvent {}
}
