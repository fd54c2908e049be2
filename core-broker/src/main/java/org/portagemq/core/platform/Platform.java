// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.core.platform;

import java.time.Duration;
import java.util.concurrent.Executor;
import org.portagemq.core.log.CommitLog;

/** Clocks and threads. A simulator has another one, with virtual time and no thread at all. */
public interface Platform extends AutoCloseable {

    /** The time of day, epoch ms. */
    long wallMs();

    /** A clock that only goes forward, in ns. */
    long nanoTime();

    /** Bits that nobody can guess. */
    long random();

    /** Runs tasks that write files, one after the other. */
    Executor fileLane();

    /** Runs tasks that read files; they may run beside each other. */
    Executor readLane();

    /** Runs tasks of the core that no connection's executor is there for, one after the other. */
    Executor coreLane();

    /** Runs the task again and again; the first time after one interval. Ends with {@link #close}. */
    void every(Duration interval, Runnable task);

    /** Runs the task once, when so many ns have passed. It is left out when {@link #close} comes before. */
    void after(long nanos, Runnable task);

    /** Writes what is appended to the log, from now until the answer is closed; then all of it is written. */
    AutoCloseable drive(CommitLog log, String name);

    /** How full the heap was after the last collection, from 0 to 1. */
    double heapUse();

    /** Asks for a collection of the heap, and does not wait for it. */
    void collectHeap();

    /** The most bytes that the heap may have. */
    long heapBytes();

    /** Ends all threads, after the tasks that were given before. */
    @Override
    void close();
}
