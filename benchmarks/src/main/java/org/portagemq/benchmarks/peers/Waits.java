// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.benchmarks.peers;

import java.io.IOException;
import java.io.InterruptedIOException;

/** Waiting in places that may only fail with an {@link IOException}. */
final class Waits {

    /** Something that waits. */
    interface Wait {
        void run() throws IOException, InterruptedException;
    }

    private Waits() {}

    /** An interrupt becomes a failure, and stays noted. */
    static void orFail(Wait wait) throws IOException {
        try {
            wait.run();
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw (IOException) new InterruptedIOException("interrupted").initCause(interrupted);
        }
    }
}
