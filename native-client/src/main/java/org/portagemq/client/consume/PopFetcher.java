// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.client.consume;

import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.portagemq.client.message.ReceivedMessage;

/** Fetches from one broker, one request at a time, while there is room for more than half of what may be here of it. */
final class PopFetcher {

    private static final Duration PAUSE = Duration.ofMillis(200);

    private final PopIntake intake;
    private final Popping.Source source;
    private final Set<Work> here = ConcurrentHashMap.newKeySet();
    private boolean asking;

    PopFetcher(PopIntake intake, Popping.Source source) {
        this.intake = intake;
        this.source = source;
    }

    void fetch() {
        int max;
        synchronized (this) {
            max = asking || !intake.isFetching(this, source) ? 0 : intake.room(here.size());
            if (max == 0) {
                return;
            }
            asking = true;
        }
        intake.pop(source, max).whenComplete(this::popped);
    }

    private void popped(List<ReceivedMessage> messages, Throwable failure) {
        if (failure == null) {
            intake.accept(this, messages);
            stopAsking();
            fetch();
        } else {
            intake.threads().after(PAUSE, () -> {
                stopAsking();
                fetch();
            });
        }
    }

    private synchronized void stopAsking() {
        asking = false;
    }

    void took(Work work) {
        here.add(work);
    }

    void released(Work work) {
        if (here.remove(work)) {
            fetch();
        }
    }
}
