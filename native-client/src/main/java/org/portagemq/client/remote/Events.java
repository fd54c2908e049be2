// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.client.remote;

import java.util.ArrayDeque;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;
import org.portagemq.client.event.ClientEvent;
import org.portagemq.client.event.ClientEventListener;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Tells listeners what happens, one event after the other, on a thread for callbacks. */
public final class Events {

    private static final Logger LOG = LoggerFactory.getLogger(Events.class);
    private static final int MOST_WAITING = 1_024;

    private final ClientThreads threads;
    private final List<ClientEventListener> listeners = new CopyOnWriteArrayList<>();
    private final ArrayDeque<ClientEvent> waiting = new ArrayDeque<>();
    private final AtomicLong dropped = new AtomicLong();
    private boolean telling;

    public Events(ClientThreads threads) {
        this.threads = threads;
    }

    public void add(ClientEventListener listener) {
        listeners.add(listener);
    }

    /** Events that a slow listener has missed. */
    public long dropped() {
        return dropped.get();
    }

    public void tell(ClientEvent event) {
        LOG.debug("{}", event);
        if (listeners.isEmpty()) {
            return;
        }
        synchronized (waiting) {
            if (waiting.size() == MOST_WAITING) {
                waiting.removeFirst();
                dropped.incrementAndGet();
            }
            waiting.add(event);
            if (telling) {
                return;
            }
            telling = true;
        }
        threads.run(this::tellAll);
    }

    private void tellAll() {
        while (true) {
            ClientEvent event;
            synchronized (waiting) {
                event = waiting.poll();
                if (event == null) {
                    telling = false;
                    return;
                }
            }
            for (ClientEventListener listener : listeners) {
                try {
                    listener.onEvent(event);
                } catch (RuntimeException failed) {
                    LOG.warn("a listener has failed at {}", event, failed);
                }
            }
        }
    }
}
