// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.remoting.publish;

import org.portagemq.core.api.BrokerException;

/** Hears what became of a message. On the connection's thread. */
public interface Stored {

    /**
     * The message is stored.
     *
     * @param handle by which clients name it
     * @param queueOffset its place, 0 while it has none
     */
    void stored(long handle, long queueOffset);

    void refused(BrokerException reason);
}
