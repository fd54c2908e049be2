// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.remoting.session;

import java.util.function.Consumer;
import org.portagemq.core.api.Answer;
import org.portagemq.core.api.BrokerException;

/** Answers of the broker as two functions. */
final class Calls {

    private Calls() {}

    static <T> Answer<T> answer(Consumer<T> done, Consumer<BrokerException> failed) {
        return new Answer<>() {
            @Override
            public void done(T value) {
                done.accept(value);
            }

            @Override
            public void failed(BrokerException reason) {
                failed.accept(reason);
            }
        };
    }
}
