// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.interop.sdk;

import org.junit.jupiter.api.extension.RegisterExtension;

/** {@link ListenerContract} with Apache RocketMQ's own broker. */
class StockListenerTest extends ListenerContract {

    @RegisterExtension
    static final StockExtension BROKER = new StockExtension();

    @Override
    Broker broker() {
        return BROKER;
    }
}
