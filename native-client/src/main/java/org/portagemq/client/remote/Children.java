// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.client.remote;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** What was made by a client and is closed with it: the last first. Thread-safe. */
public final class Children {

    private final Set<AutoCloseable> open = new LinkedHashSet<>();

    public synchronized void opened(AutoCloseable child) {
        open.add(child);
    }

    public synchronized void closed(AutoCloseable child) {
        open.remove(child);
    }

    /** @throws RuntimeException the first that one was closed with; the others are closed all the same */
    public void closeAll() {
        RuntimeException first = null;
        for (AutoCloseable child : newestFirst()) {
            try {
                child.close();
            } catch (RuntimeException failed) {
                first = first == null ? failed : first;
            } catch (Exception failed) {
                first = first == null ? new IllegalStateException(failed) : first;
            }
        }
        if (first != null) {
            throw first;
        }
    }

    private synchronized List<AutoCloseable> newestFirst() {
        List<AutoCloseable> all = new ArrayList<>(open);
        Collections.reverse(all);
        return all;
    }
}
