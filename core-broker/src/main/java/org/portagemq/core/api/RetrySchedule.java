// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.core.api;

import java.util.List;
import java.util.Objects;

/**
 * How long a message that was given back waits until it is handed out again: by how often that has happened to it.
 *
 * @param when which ways of giving back wait
 * @param growth how the delay follows from the count
 * @param delaysMs for {@link Growth#STEPS} the delay of each count, the last one for all further; else the delay of the
 *     first one, and the longest
 */
public record RetrySchedule(When when, Growth growth, List<Long> delaysMs) {

    /** Nothing waits. */
    public static final RetrySchedule NONE = new RetrySchedule(When.NEVER, Growth.STEPS, List.of());

    private static final int STEPS_LIMIT = 100;

    /** A century. */
    private static final long LONGEST_MS = 100L * 366 * 24 * 60 * 60 * 1000;

    /** Which ways of giving back wait. */
    public enum When {
        NEVER,
        /** Those that count as a failed attempt. */
        FAILED,
        /** Those that do not. */
        RETURNED,
        ALWAYS
    }

    /** How the delay follows from the count. */
    public enum Growth {
        STEPS,
        /** Count times the first, up to the longest. */
        LINEAR,
        /** Doubled each time, up to the longest. */
        DOUBLING
    }

    public RetrySchedule {
        Objects.requireNonNull(when);
        Objects.requireNonNull(growth);
        delaysMs = List.copyOf(delaysMs);
        if (delaysMs.size() > STEPS_LIMIT || delaysMs.stream().anyMatch(delay -> delay < 0 || delay > LONGEST_MS)) {
            throw new BrokerException(
                    ErrorCode.INVALID,
                    "a retry schedule has up to " + STEPS_LIMIT + " delays of 0 ms to 100 years, not " + delaysMs);
        }
        boolean complete = growth == Growth.STEPS ? !delaysMs.isEmpty() : delaysMs.size() == 2;
        if (when != When.NEVER && !complete) {
            throw new BrokerException(ErrorCode.INVALID, growth + " needs other delays than " + delaysMs);
        }
        if (growth != Growth.STEPS && complete && delaysMs.get(0) > delaysMs.get(1)) {
            throw new BrokerException(
                    ErrorCode.INVALID, "the first delay is longer than the longest of a retry schedule: " + delaysMs);
        }
    }

    /** Failed attempts wait for these times, one after the other. */
    public static RetrySchedule steps(List<Long> delaysMs) {
        return new RetrySchedule(When.FAILED, Growth.STEPS, delaysMs);
    }

    /** Delays between two bounds. */
    public static RetrySchedule between(When when, Growth growth, long firstMs, long longestMs) {
        return new RetrySchedule(when, growth, List.of(firstMs, longestMs));
    }

    /** Whether a message waits that is given back like this. */
    public boolean appliesTo(boolean counted) {
        return when == When.ALWAYS || when == (counted ? When.FAILED : When.RETURNED);
    }

    /** The delay in ms when it has happened so often, from 1. */
    public long delayMs(int count) {
        int earlier = Math.max(0, count - 1);
        return switch (growth) {
            case STEPS -> delaysMs.get(Math.min(earlier, delaysMs.size() - 1));
            case LINEAR -> Math.min(delaysMs.get(0) * (earlier + 1L), delaysMs.get(1));
            case DOUBLING -> doubled(delaysMs.get(0), earlier, delaysMs.get(1));
        };
    }

    private static long doubled(long first, int times, long longest) {
        return times > Long.numberOfLeadingZeros(first) - 2 ? longest : Math.min(first << times, longest);
    }
}
