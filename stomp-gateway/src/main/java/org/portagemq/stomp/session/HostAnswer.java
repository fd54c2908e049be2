// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.stomp.session;

import java.util.function.Consumer;
import org.portagemq.core.api.Answer;
import org.portagemq.core.api.BrokerException;

/** An answer that the client's last receipt waits for. */
final class HostAnswer<T> implements Answer<T> {

    private final Host host;
    private final Consumer<T> done;
    private final Consumer<BrokerException> failed;

    HostAnswer(Host host, Consumer<T> done, Consumer<BrokerException> failed) {
        this.host = host;
        this.done = done;
        this.failed = failed;
        host.owe();
    }

    /** A refusal ends the connection. */
    static <T> HostAnswer<T> orFail(Host host, String receipt, Consumer<T> done) {
        return new HostAnswer<>(host, done, reason -> host.fail(Errors.of(reason), receipt));
    }

    @Override
    public void done(T value) {
        done.accept(value);
        host.paid();
    }

    @Override
    public void failed(BrokerException reason) {
        failed.accept(reason);
        host.paid();
    }
}
