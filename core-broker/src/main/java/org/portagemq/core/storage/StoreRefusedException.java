// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.core.storage;

import java.io.IOException;

/** The data folder cannot be used now, by this program; nothing in it was changed. */
public final class StoreRefusedException extends IOException {
    private static final long serialVersionUID = 1L;

    /** Says which folder, why, and what to do. */
    public StoreRefusedException(String message) {
        super(message);
    }
}
