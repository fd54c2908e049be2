// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.remoting.node;

import java.util.Iterator;
import java.util.List;
import java.util.function.BiConsumer;

/** Asks about one thing after the other, where each answer comes later. */
public final class Steps {

    private Steps() {}

    /**
     * @param step looks at one of them, and runs what it is given when it is through with it
     * @param end when all were looked at
     */
    public static <T> void each(List<T> all, BiConsumer<T, Runnable> step, Runnable end) {
        next(all.iterator(), step, end);
    }

    private static <T> void next(Iterator<T> rest, BiConsumer<T, Runnable> step, Runnable end) {
        if (rest.hasNext()) {
            step.accept(rest.next(), () -> next(rest, step, end));
        } else {
            end.run();
        }
    }
}
