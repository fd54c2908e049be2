// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.jms.connection;

import jakarta.jms.MessageListener;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;

/** What a session of an application server was loaded with, and the listener that is to see it. Guarded by itself. */
final class Loaded {

    private final Queue<Taken> messages = new ArrayDeque<>();
    private MessageListener listener;

    synchronized MessageListener listener() {
        return listener;
    }

    synchronized void listener(MessageListener newListener) {
        listener = newListener;
    }

    synchronized void add(List<Taken> batch) {
        messages.addAll(batch);
    }

    /** Null for none. */
    synchronized Taken poll() {
        return messages.poll();
    }

    synchronized List<Taken> takeAll() {
        List<Taken> all = new ArrayList<>(messages);
        messages.clear();
        return all;
    }
}
