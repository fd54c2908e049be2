// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.core.api;

import java.util.Optional;

/** Takes single messages of a group on demand. */
public non-sealed interface Fetcher extends DeliverySource {

    /**
     * Takes the next message that is ready, if there is one.
     *
     * @param autoAck whether it is done with as soon as it is handed out
     */
    void fetch(boolean autoAck, Answer<Optional<Delivery>> answer);

    /** Gives back all messages in flight at this handle. */
    void close();
}
