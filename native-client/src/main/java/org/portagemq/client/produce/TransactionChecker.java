// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.client.produce;

import org.portagemq.client.intercept.TransactionInterceptor.Decision;

/** Tells what became of a local transaction. Called on a thread for listeners; may block. */
@FunctionalInterface
public interface TransactionChecker {

    /**
     * Looks after one message whose transaction the broker knows no end of; its sender may have died.
     *
     * @return {@link Decision#UNKNOWN}, as well as an exception, to be asked again later
     */
    Decision check(TransactionProbe probe);
}
