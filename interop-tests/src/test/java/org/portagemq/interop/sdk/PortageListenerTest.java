// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.interop.sdk;

import org.junit.jupiter.api.extension.RegisterExtension;

/** {@link ListenerContract} with the broker of this project. */
class PortageListenerTest extends ListenerContract {

    @RegisterExtension
    static final PortageExtension BROKER = new PortageExtension();

    @Override
    Broker broker() {
        return BROKER;
    }
}
