// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.core.engine;

import org.portagemq.core.api.Rates;

/**
 * How much comes to a group and goes, and how fast. Nothing runs regularly for that: what happened in a second is taken
 * into the means when the next message comes or goes, or when somebody looks. Belongs to the core.
 */
final class Traffic {

    /** How long events are counted before the means know them. */
    private static final long SPAN_MS = 1_000;

    /** After this time a mean has forgotten all but a third of what it was. */
    private static final double MEMORY_MS = 5_000;

    private static final double KEPT_IN_A_SPAN = Math.exp(-SPAN_MS / MEMORY_MS);

    private long delivered;
    private long acknowledged;
    private long spanFrom;
    private int in;
    private int out;
    private int acks;
    private float inRate;
    private float outRate;
    private float ackRate;

    void arrived(long nowMs) {
        goOn(nowMs);
        in++;
    }

    void delivered(long nowMs) {
        goOn(nowMs);
        out++;
        delivered++;
    }

    void acknowledged(long nowMs) {
        goOn(nowMs);
        acks++;
        acknowledged++;
    }

    long delivered() {
        return delivered;
    }

    long acknowledged() {
        return acknowledged;
    }

    Rates rates(long nowMs) {
        goOn(nowMs);
        return new Rates(inRate, outRate, ackRate);
    }

    private void goOn(long nowMs) {
        long passed = nowMs - spanFrom;
        // The time of day may have been set back.
        if (passed >= SPAN_MS || passed < 0) {
            endSpan(nowMs, passed);
        }
    }

    /** All that was counted happened in the span, or else the event after it would have ended it. */
    private void endSpan(long nowMs, long passed) {
        double since = Math.exp(-Math.max(0, passed - SPAN_MS) / MEMORY_MS);
        inRate = after(inRate, in, since);
        outRate = after(outRate, out, since);
        ackRate = after(ackRate, acks, since);
        in = 0;
        out = 0;
        acks = 0;
        spanFrom = nowMs;
    }

    private static float after(float rate, int counted, double since) {
        double perSecond = counted * 1_000.0 / SPAN_MS;
        return (float) ((perSecond + (rate - perSecond) * KEPT_IN_A_SPAN) * since);
    }
}
