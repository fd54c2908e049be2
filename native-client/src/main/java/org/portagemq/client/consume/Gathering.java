// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.client.consume;

import java.util.ArrayList;
import java.util.List;

/**
 * Sends things, several together when they come faster than a sending takes: one sending is on its way, and what comes meanwhile waits
 * for it. Thread-safe.
 */
final class Gathering<T> {

    private final int most;
    private final Sending<T> sending;
    private List<T> gathered = new ArrayList<>();
    private boolean underway;

    /** How things are sent. */
    interface Sending<T> {
        /** @param afterwards to be run once, when the next ones may be sent; from anywhere */
        void send(List<T> together, Runnable afterwards);
    }

    /** @param most things that are sent together */
    Gathering(int most, Sending<T> sending) {
        this.most = most;
        this.sending = sending;
    }

    void add(T one) {
        synchronized (this) {
            gathered.add(one);
            if (underway) {
                return;
            }
            underway = true;
        }
        next();
    }

    private void next() {
        List<T> together = take();
        if (!together.isEmpty()) {
            sending.send(together, this::next);
        }
    }

    private synchronized List<T> take() {
        List<T> all = gathered;
        underway = !all.isEmpty();
        int count = Math.min(most, all.size());
        gathered = new ArrayList<>(all.subList(count, all.size()));
        return all.subList(0, count);
    }
}
