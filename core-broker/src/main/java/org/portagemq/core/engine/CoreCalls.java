// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.core.engine;

import java.util.concurrent.Executor;

/** The way back into the core for what is done on other threads. Thread-safe. */
final class CoreCalls {

    private final Executor home;
    private SerialCore core;

    /** Calls go on at {@code home} when the core is busy. */
    CoreCalls(Executor home) {
        this.home = home;
    }

    void connect(SerialCore serialCore) {
        core = serialCore;
    }

    /** Runs the call in the core, on a core thread: whoever reads or writes files is not held up by it. */
    void call(Runnable call) {
        home.execute(() -> core.submit(new Call(call, home)));
    }

    /** Runs the call in the core at once when nobody is inside. */
    void callHere(Runnable call) {
        core.submit(new Call(call, home));
    }

    private record Call(Runnable call, Executor home) implements SerialCore.CoreTask {
        @Override
        public void run() {
            call.run();
        }
    }
}
