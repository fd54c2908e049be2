// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.jms.destination;

import jakarta.jms.JMSException;
import jakarta.jms.TemporaryTopic;
import org.portagemq.client.session.Place;

/** A topic of one connection, which ends with it. */
public final class PortageTemporaryTopic extends PortageTopic implements TemporaryTopic {

    private static final long serialVersionUID = 1;

    private final transient TemporaryOwner owner;

    /**
     * A handle of one.
     *
     * @param owner the connection that made it; null where it came in a message
     */
    public PortageTemporaryTopic(String name, TemporaryOwner owner) {
        super(name);
        this.owner = owner;
    }

    @Override
    public Place place() {
        return new Place(Place.Kind.TEMPORARY_TOPIC, name());
    }

    @Override
    public void delete() throws JMSException {
        TemporaryOwner.require(owner, this).delete(this);
    }
}
