// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.interop.sdk;

import org.junit.jupiter.api.extension.RegisterExtension;

/** {@link GatheringContract} with the broker of this project. */
class PortageGatheringTest extends GatheringContract {

    @RegisterExtension
    static final PortageExtension BROKER = new PortageExtension();

    @Override
    Broker broker() {
        return BROKER;
    }
}
