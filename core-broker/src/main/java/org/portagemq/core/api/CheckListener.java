// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.core.api;

/** Is asked, for a publisher group, what became of a transaction. Called on the session's executor. */
@FunctionalInterface
public interface CheckListener {

    /**
     * Somebody of the group should now decide by {@link Session#commitPrepared} or {@link Session#rollbackPrepared}.
     *
     * @param transaction the id to decide by
     * @param first its first message
     */
    void check(long transaction, StoredMessage first);
}
