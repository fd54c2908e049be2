// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.core.api;

/**
 * A group and its counts.
 *
 * @param ready messages that can be handed out
 * @param inFlight messages handed out and not settled
 * @param bytes size of the messages that are ready or in flight
 * @param paused whether it takes messages and hands none out
 */
public record GroupInfo(GroupSettings settings, long ready, long inFlight, long bytes, int consumers, boolean paused) {

    /** A group that hands out its messages. */
    public GroupInfo(GroupSettings settings, long ready, long inFlight, long bytes, int consumers) {
        this(settings, ready, inFlight, bytes, consumers, false);
    }
}
