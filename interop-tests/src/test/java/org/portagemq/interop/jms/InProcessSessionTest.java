// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.interop.jms;

import org.junit.jupiter.api.extension.RegisterExtension;

class InProcessSessionTest extends SessionContractTest {

    @RegisterExtension
    static final JmsBroker BROKER = JmsBroker.inProcess();

    @Override
    JmsBroker broker() {
        return BROKER;
    }
}
