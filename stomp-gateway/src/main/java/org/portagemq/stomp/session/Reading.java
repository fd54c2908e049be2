// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.stomp.session;

/**
 * Decides whether octets of the peer are read. There are four reasons against: its login is being checked; the broker holds
 * publishers and this peer has published; what it published waits for room; it does not read our answers. While reading
 * rests, deliveries and signs of life go on.
 */
final class Reading {

    private final Outlet outlet;
    private boolean checking;
    private boolean held;
    private boolean published;
    private boolean throttled;
    private boolean backedUp;
    private boolean reading = true;

    Reading(Outlet outlet) {
        this.outlet = outlet;
    }

    void checking(boolean now) {
        checking = now;
        update();
    }

    /** The broker holds publishers, or does not any more: a peer that has not published is not held before it does. */
    void held(boolean now) {
        held = now;
        update();
    }

    void published() {
        if (!published) {
            published = true;
            update();
        }
    }

    /** What the peer has published already has to find room first. */
    void throttled(boolean now) {
        throttled = now;
        update();
    }

    void backedUp(boolean now) {
        if (backedUp != now) {
            backedUp = now;
            update();
        }
    }

    private void update() {
        boolean wanted = !checking && !(held && published) && !throttled && !backedUp;
        if (wanted != reading) {
            reading = wanted;
            outlet.reading(wanted);
        }
    }
}
