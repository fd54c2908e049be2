// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.core.api;

/**
 * A group and its counts. How fast messages come and go follows from two looks at {@code arrived} and {@code gone}.
 *
 * @param ready messages that can be handed out
 * @param inFlight messages handed out and not settled, or held by a transaction
 * @param bytes size of the messages that are ready or in flight
 * @param paused whether it takes messages and hands none out
 * @param arrived how many messages have come since it was declared
 * @param gone how many of them are there no more
 * @param oldestReady when the oldest ready message came, epoch ms; 0 when there is none, {@link #UNKNOWN} when its index
 *     is on disk only
 */
public record GroupInfo(
        GroupSettings settings,
        long ready,
        long inFlight,
        long bytes,
        int consumers,
        boolean paused,
        long arrived,
        long gone,
        long oldestReady) {

    public static final long UNKNOWN = -1;

    /** A group that hands out its messages, of which nothing has gone. */
    public GroupInfo(GroupSettings settings, long ready, long inFlight, long bytes, int consumers) {
        this(settings, ready, inFlight, bytes, consumers, false, ready + inFlight, 0, UNKNOWN);
    }
}
