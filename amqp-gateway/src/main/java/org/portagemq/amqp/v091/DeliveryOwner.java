// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.amqp.v091;

import org.portagemq.core.api.DeliverySource;

/** Whose deliveries wait for an acknowledgement: a consumer, or the gets from one queue. */
interface DeliveryOwner {

    DeliverySource source();

    /** One of its deliveries has been settled. */
    void settled();

    /** Whether its deliveries have a time of their own to be settled, in place of the server's. */
    default boolean hasOwnTimeout() {
        return false;
    }

    /** Gives back what is in flight. */
    void close();
}
