// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.remoting.link;

import java.util.concurrent.Executor;

/** The thread of a connection, which lives on when the connection is gone. */
public interface Loop extends Executor {

    /** Runs the task after so many ms. */
    void after(long delayMs, Runnable task);
}
