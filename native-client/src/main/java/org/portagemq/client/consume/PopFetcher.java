// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.client.consume;

import java.time.Duration;
import java.util.List;
import org.portagemq.client.message.ReceivedMessage;

/**
 * Fetches from one broker while there is room for more than half of what may be here of it: by one request at a time, and by some
 * when the broker has more than it may answer.
 */
final class PopFetcher {

    private static final Duration PAUSE = Duration.ofMillis(200);
    private static final int MOST_ASKING = 4;

    private final PopIntake intake;
    private final Popping.Source source;
    private int asking;
    private int askedFor;
    private int here;
    private boolean plenty;

    PopFetcher(PopIntake intake, Popping.Source source) {
        this.intake = intake;
        this.source = source;
    }

    void fetch() {
        for (int max = begin(); max > 0; max = begin()) {
            int most = max;
            intake.pop(source, most).whenComplete((messages, failure) -> popped(most, messages, failure));
        }
    }

    /** How many to ask for now; 0 for none. */
    private synchronized int begin() {
        boolean may = asking < (plenty ? MOST_ASKING : 1) && intake.isFetching(this, source);
        int max = may ? intake.room(here + askedFor) : 0;
        if (max > 0) {
            asking++;
            askedFor += max;
        }
        return max;
    }

    private void popped(int max, List<ReceivedMessage> messages, Throwable failure) {
        if (failure == null) {
            answered(max, messages.size());
            intake.accept(this, messages);
            fetch();
        } else {
            intake.threads().after(PAUSE, () -> {
                answered(max, 0);
                fetch();
            });
        }
    }

    private synchronized void answered(int max, int count) {
        asking--;
        askedFor -= max;
        here += count;
        plenty = count == max;
    }

    /** One that has come is not here any more. */
    void released() {
        synchronized (this) {
            here--;
        }
        fetch();
    }
}
