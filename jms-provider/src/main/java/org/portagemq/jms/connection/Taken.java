// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.jms.connection;

import org.portagemq.client.session.SessionEvent;

/** A message of a consumer that was handed to the application, or is about to be. */
record Taken(PortageConsumer consumer, SessionEvent.Delivered delivery) {

    /** Whether the broker still knows that it is out: it came by the link of now. */
    boolean isOut() {
        return delivery.subscription() == consumer.number();
    }

    long offset() {
        return delivery.offset();
    }
}
