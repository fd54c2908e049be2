// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.core.engine;

import java.util.ArrayList;
import java.util.List;
import org.portagemq.core.api.BrokerEvent;
import org.portagemq.core.log.Room;
import org.portagemq.core.log.WriteClass;
import org.portagemq.core.platform.Platform;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Watches what runs short: disk and heap. While an alarm lasts publishers are held and consumers go on; it ends by
 * itself. Looked at on each tick, so that no wake-up can be lost. Belongs to the core.
 */
final class Alarms {

    private static final Logger LOG = LoggerFactory.getLogger(Alarms.class);

    /** An alarm for the heap ends when so much less is in use. */
    private static final double HYSTERESIS = 0.05;

    /** Only a collection tells that memory became free, and while publishers are held little may cause one. */
    private static final long NANOS_BETWEEN_COLLECTIONS = 5_000_000_000L;

    private final Platform platform;
    private final TurnLog durable;
    private final TurnLog transientLog;
    private final Events events;
    private final double heapLimit;
    private boolean memory;
    private long collectedNanos;
    private boolean disk;
    private boolean failed;
    private volatile String reason;

    Alarms(Platform platform, TurnLog durable, TurnLog transientLog, Events events, double heapLimit) {
        this.platform = platform;
        this.durable = durable;
        this.transientLog = transientLog;
        this.events = events;
        this.heapLimit = heapLimit;
    }

    /** Why publishers are held, for people, or null. May be called from anywhere. */
    String reason() {
        return reason;
    }

    /** Whether publishers are held for want of memory; the logs know themselves about the disk. */
    boolean isMemoryShort() {
        return memory;
    }

    /** Looks at everything. */
    void look() {
        double use = platform.heapUse();
        boolean wasShort = memory;
        memory = memory ? use > heapLimit - HYSTERESIS : use > heapLimit;
        if (memory) {
            collect(!wasShort);
        }
        disk = isFull(durable) || isFull(transientLog);
        List<String> reasons = new ArrayList<>();
        if (disk) {
            reasons.add("the disk is full: free some space");
        }
        if (memory) {
            reasons.add("the heap is " + Math.round(use * 100) + " % full: consume messages, or give it more");
        }
        change(reasons.isEmpty() ? null : String.join("; ", reasons));
        if (durable.hasFailed() && !failed) {
            failed = true;
            String why = durable.log().failure().getMessage();
            LOG.error("the store failed: nothing is confirmed any more, only a restart recovers: {}", why);
            events.emit(new BrokerEvent.StoreFailed(why));
        }
    }

    private void collect(boolean first) {
        long now = platform.nanoTime();
        if (first) {
            collectedNanos = now;
        } else if (now - collectedNanos >= NANOS_BETWEEN_COLLECTIONS) {
            collectedNanos = now;
            platform.collectHeap();
        }
    }

    private static boolean isFull(TurnLog log) {
        return log.room(1, WriteClass.PUBLISH) == Room.DISK_FULL;
    }

    private void change(String now) {
        String before = reason;
        reason = now;
        if (before == null && now != null) {
            LOG.warn("publishers are held: {}", now);
            events.emit(new BrokerEvent.PublishersHeld(now));
        } else if (before != null && now == null) {
            LOG.info("publishers go on");
            events.emit(new BrokerEvent.PublishersResumed());
        }
    }
}
