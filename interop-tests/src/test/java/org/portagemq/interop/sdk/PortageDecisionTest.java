// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.interop.sdk;

import java.util.Map;
import org.junit.jupiter.api.extension.RegisterExtension;

/** {@link DecisionContract} with the broker of this project. */
class PortageDecisionTest extends DecisionContract {

    @RegisterExtension
    static final PortageExtension BROKER =
            new PortageExtension(Map.of("transactions.check-after", "2s", "transactions.check-interval", "2s"));

    @Override
    Broker broker() {
        return BROKER;
    }
}
