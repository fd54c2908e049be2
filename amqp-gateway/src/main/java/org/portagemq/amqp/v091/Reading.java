// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.amqp.v091;

import org.portagemq.amqp.v091.wire.ConnectionMethod;

/**
 * Decides whether octets of the peer are read, and tells it why not. There are four reasons against: the broker holds
 * publishers and this peer has published meanwhile; what it published waits for room; a channel has too many requests waiting; the peer does not read our
 * answers. While reading rests, deliveries and heartbeats go on.
 */
final class Reading {

    private final Outlet outlet;
    private final Output output;
    private boolean notify;
    private String heldBecause;
    private boolean published;
    private boolean blocked;
    private boolean backedUp;
    private boolean throttled;
    private int longBacklogs;
    private boolean free;
    private boolean reading = true;

    Reading(Outlet outlet, Output output) {
        this.outlet = outlet;
        this.output = output;
    }

    /**
     * @param wanted whether the client wants to hear that it is blocked
     */
    void notify(boolean wanted) {
        notify = wanted;
    }

    /** The broker holds publishers: a peer that has not published is not held before it does. */
    void held(String reason) {
        heldBecause = reason;
        block();
    }

    void published() {
        published = true;
        block();
    }

    private void block() {
        if (published && heldBecause != null && !blocked) {
            blocked = true;
            if (notify) {
                output.method(0, new ConnectionMethod.Blocked(ShortText.cut(heldBecause)));
            }
            update();
        }
    }

    void resumed() {
        heldBecause = null;
        if (blocked) {
            blocked = false;
            if (notify) {
                output.method(0, new ConnectionMethod.Unblocked());
            }
            update();
        }
    }

    void backlog(boolean tooLong) {
        longBacklogs += tooLong ? 1 : -1;
        update();
    }

    /** What the peer has published already has to find room first. */
    void throttled(boolean now) {
        if (throttled != now) {
            throttled = now;
            update();
        }
    }

    void backedUp(boolean now) {
        if (backedUp != now) {
            backedUp = now;
            update();
        }
    }

    /** From now on all is read, for the sake of a close-ok. */
    void free() {
        free = true;
        update();
    }

    private void update() {
        boolean wanted = free || (!blocked && !throttled && !backedUp && longBacklogs == 0);
        if (wanted != reading) {
            reading = wanted;
            outlet.reading(wanted);
        }
    }
}
