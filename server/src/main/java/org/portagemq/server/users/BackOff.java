// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.server.users;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * Slows guessing of passwords: after a few failures a key (a user at an address, or an address) is refused for a while that
 * doubles with each further failure; after some quiet minutes all is forgotten. Keeps a bounded number of keys, the longest unused forgotten first. Thread-safe.
 */
final class BackOff {

    private static final int MAX_KEYS = 10_000;
    private static final long FIRST_PAUSE = TimeUnit.SECONDS.toNanos(1);
    private static final long MEMORY = TimeUnit.MINUTES.toNanos(5);
    private static final int MAX_DOUBLINGS = 6;

    private final int freeFailures;
    private final LongSupplier clock;
    private final Map<Object, Failures> failures = new LinkedHashMap<>(16, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<Object, Failures> eldest) {
            return size() > MAX_KEYS;
        }
    };

    /** Spares those who sign each request the lock, as long as nobody fails. */
    private volatile boolean hasFailures;

    private record Failures(int count, long refusedUntil) {}

    BackOff(int freeFailures, LongSupplier clock) {
        this.freeFailures = freeFailures;
        this.clock = clock;
    }

    boolean refuses(Object key) {
        return hasFailures && refusesNow(key);
    }

    private synchronized boolean refusesNow(Object key) {
        Failures known = failures.get(key);
        return known != null && known.count() >= freeFailures && clock.getAsLong() - known.refusedUntil() < 0;
    }

    synchronized void failed(Object key) {
        Failures known = failures.get(key);
        long now = clock.getAsLong();
        boolean forgotten = known == null || now - known.refusedUntil() > MEMORY;
        int count = forgotten ? 1 : known.count() + 1;
        int doublings = Math.min(Math.max(0, count - freeFailures), MAX_DOUBLINGS);
        failures.put(key, new Failures(count, now + (FIRST_PAUSE << doublings)));
        hasFailures = true;
    }

    void succeeded(Object key) {
        if (hasFailures) {
            forget(key);
        }
    }

    private synchronized void forget(Object key) {
        failures.remove(key);
        hasFailures = !failures.isEmpty();
    }
}
