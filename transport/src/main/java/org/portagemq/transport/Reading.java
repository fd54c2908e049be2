// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.transport;

/**
 * Decides whether octets of a peer are read. There are four reasons against: it is found out who it is; the broker holds
 * publishers and this peer has published; what it published waits for room; it does not read our answers, or has sent more
 * than is handled. While reading rests, deliveries and signs of life go on. On the connection's event loop.
 */
public final class Reading {

    /** Turns reading from the socket on and off. */
    @FunctionalInterface
    public interface Valve {
        void open(boolean wanted);
    }

    private final Valve valve;
    private boolean checking;
    private boolean held;
    private boolean published;
    private boolean throttled;
    private boolean backedUp;
    private boolean reading = true;

    public Reading(Valve valve) {
        this.valve = valve;
    }

    public void checking(boolean now) {
        checking = now;
        update();
    }

    /** The broker holds publishers, or does not any more: a peer that has not published is not held before it does. */
    public void held(boolean now) {
        held = now;
        update();
    }

    public void published() {
        if (!published) {
            published = true;
            update();
        }
    }

    /** What the peer has published already has to find room first. */
    public void throttled(boolean now) {
        throttled = now;
        update();
    }

    public void backedUp(boolean now) {
        if (backedUp != now) {
            backedUp = now;
            update();
        }
    }

    /** Whether the broker takes messages of this peer at the moment. */
    public boolean maySend() {
        return !(held && published) && !throttled;
    }

    private void update() {
        boolean wanted = !checking && maySend() && !backedUp;
        if (wanted != reading) {
            reading = wanted;
            valve.open(wanted);
        }
    }
}
