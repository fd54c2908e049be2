// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.interop.sdk;

import org.junit.jupiter.api.extension.RegisterExtension;

/** {@link AdminContract} with the broker of this project. */
class PortageAdminTest extends AdminContract {

    @RegisterExtension
    static final PortageExtension BROKER = new PortageExtension();

    @Override
    Broker broker() {
        return BROKER;
    }
}
