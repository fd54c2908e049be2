// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.amqp.engine;

import java.util.Optional;

/** What an engine has asked of the socket that a test stands for; all that is written has left at once. */
public abstract class FakeSocket implements SocketOutlet {

    public boolean established;
    public boolean closed;
    public boolean reading = true;
    public long pending;
    public Optional<String> certified = Optional.empty();

    @Override
    public void flush() {}

    @Override
    public long pendingBytes() {
        return pending;
    }

    @Override
    public void reading(boolean wanted) {
        reading = wanted;
    }

    @Override
    public Optional<String> certifiedUser() {
        return certified;
    }

    @Override
    public void established() {
        established = true;
    }

    @Override
    public void close() {
        closed = true;
    }
}
