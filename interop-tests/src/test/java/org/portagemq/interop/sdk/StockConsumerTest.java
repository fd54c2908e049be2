// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.interop.sdk;

import org.junit.jupiter.api.extension.RegisterExtension;

/** {@link ConsumerContract} with Apache RocketMQ's own broker. */
class StockConsumerTest extends ConsumerContract {

    @RegisterExtension
    static final StockExtension BROKER = new StockExtension();

    @Override
    Broker broker() {
        return BROKER;
    }
}
