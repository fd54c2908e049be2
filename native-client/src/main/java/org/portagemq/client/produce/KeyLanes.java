// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.client.produce;

import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.portagemq.client.remote.Futures;

/**
 * Lets one request of an ordering key go at a time, so that one that has to be tried again is not overtaken. Requests of other keys
 * go meanwhile. Thread-safe.
 */
final class KeyLanes {

    private final Map<String, ArrayDeque<Runnable>> lanes = new HashMap<>();

    /** Starts it when all of the key before it are done with, well or not. */
    <T> CompletableFuture<T> run(String key, Supplier<CompletableFuture<T>> start) {
        CompletableFuture<T> result = new CompletableFuture<>();
        Runnable begin = () -> begin(key, start, result);
        synchronized (lanes) {
            ArrayDeque<Runnable> lane = lanes.get(key);
            if (lane != null) {
                lane.add(begin);
                return result;
            }
            lanes.put(key, new ArrayDeque<>());
        }
        begin.run();
        return result;
    }

    private <T> void begin(String key, Supplier<CompletableFuture<T>> start, CompletableFuture<T> result) {
        start.get().whenComplete((value, failure) -> {
            Futures.settle(result, value, failure);
            Runnable next = next(key);
            if (next != null) {
                next.run();
            }
        });
    }

    private Runnable next(String key) {
        synchronized (lanes) {
            Runnable next = lanes.get(key).poll();
            if (next == null) {
                lanes.remove(key);
            }
            return next;
        }
    }
}
