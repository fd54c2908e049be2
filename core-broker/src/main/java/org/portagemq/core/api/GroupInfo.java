// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.core.api;

/**
 * A group and its counts.
 *
 * @param ready messages that can be handed out
 * @param inFlight messages handed out and not settled, or held by a transaction
 * @param held how many of those in flight wait for the decision about a prepared transaction
 * @param delayed messages that will come to the group when their time comes; they are not among the others
 * @param bytes size of the messages that are ready or in flight
 * @param paused whether it takes messages and hands none out
 * @param arrived how many messages have come since it was declared
 * @param gone how many of them are there no more
 * @param delivered how often messages were handed out since the broker started
 * @param acknowledged how many messages were acknowledged since the broker started
 * @param oldestReady when the oldest ready message came, epoch ms; 0 when there is none. Where its index is on disk only,
 *     the time of one of the 249 messages before it, or {@link #UNKNOWN} until that has been read
 */
public record GroupInfo(
        GroupSettings settings,
        long ready,
        long inFlight,
        long held,
        long delayed,
        long bytes,
        int consumers,
        boolean paused,
        long arrived,
        long gone,
        long delivered,
        long acknowledged,
        long oldestReady,
        Rates rates) {

    public static final long UNKNOWN = -1;

    /** A group that hands out its messages, of which nothing has gone. */
    public GroupInfo(GroupSettings settings, long ready, long inFlight, long bytes, int consumers) {
        this(settings, ready, inFlight, 0, 0, bytes, consumers, false, ready + inFlight, 0, 0, 0, UNKNOWN, Rates.NONE);
    }
}
