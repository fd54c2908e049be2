// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.core.simulation;

import java.io.IOException;

/** The simulated machine stopped in the middle of an operation, or the file was opened before it did. */
public final class SimulatedCrash extends IOException {
    private static final long serialVersionUID = 1L;

    SimulatedCrash(String operation) {
        super("Simulated crash in " + operation);
    }
}
