// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.benchmarks.load;

import java.util.function.LongConsumer;

/** A client library that is put under load. What it sends and receives goes through one destination. */
interface LoadClient {

    /**
     * Begins to receive, with connections of its own.
     *
     * @param delivered hears when each message was sent, by {@link System#nanoTime()}; from the client's threads
     */
    void consume(LongConsumer delivered) throws Exception;

    /** For one thread, which uses only one of its ways to send. */
    LoadSender sender() throws Exception;

    /** What a client's listener says when it cannot go on: the whole load ends. */
    static void fail(Throwable failed) {
        failed.printStackTrace();
        Runtime.getRuntime().halt(1);
    }
}
