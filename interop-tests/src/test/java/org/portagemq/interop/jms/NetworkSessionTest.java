// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.interop.jms;

import org.junit.jupiter.api.extension.RegisterExtension;

class NetworkSessionTest extends SessionContractTest {

    @RegisterExtension
    static final JmsBroker BROKER = JmsBroker.overTheNetwork();

    @Override
    JmsBroker broker() {
        return BROKER;
    }
}
