// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.interop.sdk;

import org.junit.jupiter.api.extension.RegisterExtension;

/** {@link GatheringContract} with Apache RocketMQ's own broker. */
class StockGatheringTest extends GatheringContract {

    @RegisterExtension
    static final StockExtension BROKER = new StockExtension();

    @Override
    Broker broker() {
        return BROKER;
    }
}
