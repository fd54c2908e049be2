// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.jms.destination;

import jakarta.jms.JMSException;
import jakarta.jms.TemporaryQueue;
import org.portagemq.client.session.Place;

/** A queue of one connection, which ends with it. */
public final class PortageTemporaryQueue extends PortageQueue implements TemporaryQueue {

    private static final long serialVersionUID = 1;

    private final transient TemporaryOwner owner;

    /**
     * A handle of one.
     *
     * @param owner the connection that made it; null where it came in a message
     */
    public PortageTemporaryQueue(String name, TemporaryOwner owner) {
        super(name);
        this.owner = owner;
    }

    @Override
    public Place place() {
        return new Place(Place.Kind.TEMPORARY_QUEUE, name());
    }

    @Override
    public void delete() throws JMSException {
        TemporaryOwner.require(owner, this).delete(this);
    }
}
