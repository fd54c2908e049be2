// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.core.engine;

import java.time.Duration;
import java.util.concurrent.Executor;
import java.util.function.BooleanSupplier;
import org.portagemq.core.api.Broker;

/** Where a broker under test lives: with real threads and files, or simulated ones. */
public interface World extends AutoCloseable {

    Broker broker();

    /** An executor for one session. */
    Executor connection();

    /** Runs the call on the executor and waits for its end. */
    void on(Executor executor, Runnable call);

    /** Waits until it is so; fails after some seconds, naming what was waited for. */
    void await(String what, BooleanSupplier until);

    /** Waits until nothing more is going on: what has not happened by then does not happen. */
    void settle();

    /** The time of day, epoch ms. */
    long wallMs();

    /** Lets time go on. */
    void advance(Duration time);

    /** Ends the broker properly and opens it again over the same files. */
    void restart();

    @Override
    void close();
}
