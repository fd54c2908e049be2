// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.jms.options;

import java.io.Serializable;
import java.util.Map;
import java.util.function.BiConsumer;

/** How a connection is made again after it was lost. Mutable; part of {@link ConnectionOptions}. */
public final class ReconnectOptions implements Serializable {

    private static final long serialVersionUID = 1;

    private static final String PREFIX = "failover.";

    private int maxAttempts = -1;
    private int startupMaxAttempts;
    private long firstDelayMs;
    private long delayMs = 10;
    private long maxDelayMs = 30_000;
    private double multiplier = 2;
    private boolean randomize;

    ReconnectOptions() {}

    static void declare(Map<String, BiConsumer<ConnectionOptions, String>> known) {
        put(known, "maxReconnectAttempts", (to, value) -> to.maxAttempts = ConnectionOptions.signed(value));
        put(
                known,
                "startupMaxReconnectAttempts",
                (to, value) -> to.startupMaxAttempts = ConnectionOptions.signed(value));
        put(known, "initialReconnectDelay", (to, value) -> to.firstDelayMs = ConnectionOptions.number(value));
        put(known, "reconnectDelay", (to, value) -> to.delayMs = ConnectionOptions.number(value));
        put(known, "maxReconnectDelay", (to, value) -> to.maxDelayMs = ConnectionOptions.number(value));
        put(known, "reconnectBackOffMultiplier", (to, value) -> to.multiplier = multiplier(value));
        put(known, "randomize", (to, value) -> to.randomize = ConnectionOptions.flag(value));
    }

    private static void put(
            Map<String, BiConsumer<ConnectionOptions, String>> known,
            String name,
            BiConsumer<ReconnectOptions, String> setter) {
        known.put(PREFIX + name, (to, value) -> setter.accept(to.reconnect(), value));
    }

    /** Whether an option of an address is one of these. */
    static boolean isOne(String name) {
        return name.regionMatches(true, 0, PREFIX, 0, PREFIX.length());
    }

    private static double multiplier(String value) {
        double multiplier;
        try {
            multiplier = Double.parseDouble(value);
        } catch (NumberFormatException none) {
            throw new IllegalArgumentException("'" + value + "' is not a number", none);
        }
        if (multiplier < 1) {
            throw new IllegalArgumentException("it is 1 or more, not " + value);
        }
        return multiplier;
    }

    ReconnectOptions copy() {
        ReconnectOptions copy = new ReconnectOptions();
        copy.maxAttempts = maxAttempts;
        copy.startupMaxAttempts = startupMaxAttempts;
        copy.firstDelayMs = firstDelayMs;
        copy.delayMs = delayMs;
        copy.maxDelayMs = maxDelayMs;
        copy.multiplier = multiplier;
        copy.randomize = randomize;
        return copy;
    }

    /** Whether one attempt after this many is allowed, of a connection that was lost. */
    public boolean allows(int attempts) {
        return maxAttempts < 0 || attempts < maxAttempts;
    }

    /** The same before there was a connection; the first attempt, which is none again, does not count. */
    public boolean allowsAtStart(int attempts) {
        return startupMaxAttempts < 0 || attempts < startupMaxAttempts;
    }

    /** How long to wait before an attempt, in ms; they count from 0. */
    public long delayMs(int attempt) {
        if (attempt == 0) {
            return firstDelayMs;
        }
        return (long) Math.min((double) maxDelayMs, delayMs * Math.pow(multiplier, attempt - 1));
    }

    /** Whether the addresses are tried in another order each time. */
    public boolean randomize() {
        return randomize;
    }
}
