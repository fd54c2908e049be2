// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.remoting.link;

/**
 * Decides whether octets of the peer are read. There are four reasons against: it is found out whom requests are from; the
 * broker holds publishers and this peer has published; what it published waits for room; it does not read our
 * answers, or has sent more than is handled.
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

    /** Whether the broker takes messages of this peer at the moment. */
    boolean maySend() {
        return !(held && published) && !throttled;
    }

    private void update() {
        boolean wanted = !checking && maySend() && !backedUp;
        if (wanted != reading) {
            reading = wanted;
            outlet.reading(wanted);
        }
    }
}
