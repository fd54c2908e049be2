// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.jms.destination;

import jakarta.jms.Queue;
import org.portagemq.client.session.Place;

/** A queue. */
public class PortageQueue extends PortageDestination implements Queue {

    private static final long serialVersionUID = 1;

    /** The queue of exactly this name. */
    public PortageQueue(String name) {
        super(name, USUAL_PREFETCH);
    }

    PortageQueue(String name, int prefetch) {
        super(name, prefetch);
    }

    @Override
    public Place place() {
        return new Place(Place.Kind.QUEUE, name());
    }

    @Override
    public String getQueueName() {
        return name();
    }
}
