// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.benchmarks.peers;

import java.io.IOException;

/** A broker's process, as the load and the meter see it. */
interface RunningBroker extends AutoCloseable {

    /** Where clients of a protocol that it was started for connect, as guest. */
    int port(Protocol protocol);

    /** The same as an argument of a load. */
    default String place(Protocol protocol) {
        return Integer.toString(port(protocol));
    }

    ProcessTree processes();

    /** Kills it at once, as a crash would. */
    void kill() throws IOException;

    /** Ends it and waits until it is gone. */
    @Override
    void close() throws IOException;

    default String uri() {
        return "amqp://guest:guest@127.0.0.1:" + port(Protocol.AMQP_091);
    }
}
