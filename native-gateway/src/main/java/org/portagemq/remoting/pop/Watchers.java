// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.remoting.pop;

import java.util.ArrayList;
import java.util.List;
import java.util.function.LongSupplier;

/** Who wants to hear, until some time, that a message of a group comes again. Each is told once. Belongs to the group's loop. */
final class Watchers {

    private final Leases.Timer timer;
    private final LongSupplier clock;
    private final List<Watcher> all = new ArrayList<>();

    private record Watcher(long until, Runnable told) {}

    Watchers(Leases.Timer timer, LongSupplier clock) {
        this.timer = timer;
        this.clock = clock;
    }

    void add(long until, Runnable told) {
        forgetTheLate();
        all.add(new Watcher(until, told));
    }

    boolean isEmpty() {
        forgetTheLate();
        return all.isEmpty();
    }

    private void forgetTheLate() {
        all.removeIf(one -> one.until <= clock.getAsLong());
    }

    void tell() {
        List<Watcher> told = List.copyOf(all);
        all.clear();
        told.forEach(one -> timer.after(0, one.told));
    }
}
