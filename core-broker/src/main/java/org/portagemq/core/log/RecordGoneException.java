// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.core.log;

import java.io.IOException;

/** The record was cleaned away, or its segment deleted, because nothing live pointed at it any more. */
public final class RecordGoneException extends IOException {
    private static final long serialVersionUID = 1L;

    /** Names the position that was asked for. */
    public RecordGoneException(long position) {
        super("The record at position " + position + " is no longer in the log");
    }
}
