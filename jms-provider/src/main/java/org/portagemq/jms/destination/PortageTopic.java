// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.jms.destination;

import jakarta.jms.Topic;
import org.portagemq.client.session.Place;

/** A topic. */
public class PortageTopic extends PortageDestination implements Topic {

    private static final long serialVersionUID = 1;

    /** The topic of exactly this name. */
    public PortageTopic(String name) {
        super(name, USUAL_PREFETCH);
    }

    PortageTopic(String name, int prefetch) {
        super(name, prefetch);
    }

    @Override
    public Place place() {
        return new Place(Place.Kind.TOPIC, name());
    }

    @Override
    public String getTopicName() {
        return name();
    }
}
