// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.jms.destination;

import jakarta.jms.Destination;
import jakarta.jms.InvalidDestinationException;
import jakarta.jms.JMSException;
import jakarta.jms.Queue;
import jakarta.jms.TemporaryQueue;
import jakarta.jms.TemporaryTopic;
import jakarta.jms.Topic;
import java.io.Serializable;
import javax.naming.Reference;
import javax.naming.Referenceable;
import javax.naming.StringRefAddr;
import org.portagemq.client.session.Place;

/** A queue or topic, known by its kind and name: two of the same are equal. Immutable and thread-safe. */
public abstract class PortageDestination implements Destination, Serializable, Referenceable {

    private static final long serialVersionUID = 1;

    /** Makes objects of references to destinations and factories; named here so that both sides need not know each other. */
    public static final String OBJECT_FACTORY = "org.portagemq.jms.jndi.PortageObjectFactory";

    /** The parts of a reference. */
    public static final String KIND = "kind";

    public static final String NAME = "name";

    public static final String PREFETCH = "prefetch";

    /** As many as the connection's options say. */
    public static final int USUAL_PREFETCH = -1;

    private final String name;
    private final int prefetch;

    PortageDestination(String name, int prefetch) {
        this.name = name;
        this.prefetch = prefetch;
    }

    /** How many messages a consumer of the destination holds ahead, where the connection's options say so many. */
    public static int prefetchOf(Destination destination, int usual) {
        return destination instanceof PortageDestination own && own.prefetch != USUAL_PREFETCH ? own.prefetch : usual;
    }

    /** What it is to the broker. */
    public abstract Place place();

    String name() {
        return name;
    }

    /** A destination of a place that belongs to nobody here. */
    public static PortageDestination of(Place place) {
        return switch (place.kind()) {
            case QUEUE -> new PortageQueue(place.name());
            case TOPIC -> new PortageTopic(place.name());
            case TEMPORARY_QUEUE -> new PortageTemporaryQueue(place.name(), null);
            case TEMPORARY_TOPIC -> new PortageTemporaryTopic(place.name(), null);
        };
    }

    /**
     * The place of any destination, also of one that another provider made; null for null.
     *
     * @throws InvalidDestinationException when it is neither a queue nor a topic, or both
     */
    public static Place placeOf(Destination destination) throws JMSException {
        if (destination == null) {
            return null;
        }
        if (destination instanceof PortageDestination own) {
            return own.place();
        }
        if (destination instanceof Queue queue && !(destination instanceof Topic)) {
            boolean temporary = destination instanceof TemporaryQueue;
            return new Place(temporary ? Place.Kind.TEMPORARY_QUEUE : Place.Kind.QUEUE, queue.getQueueName());
        }
        if (destination instanceof Topic topic && !(destination instanceof Queue)) {
            boolean temporary = destination instanceof TemporaryTopic;
            return new Place(temporary ? Place.Kind.TEMPORARY_TOPIC : Place.Kind.TOPIC, topic.getTopicName());
        }
        throw new InvalidDestinationException(
                "the destination " + destination + " of " + destination.getClass() + " is neither a queue nor a topic",
                "INVALID");
    }

    @Override
    public Reference getReference() {
        Reference reference = new Reference(getClass().getName(), OBJECT_FACTORY, null);
        reference.add(new StringRefAddr(KIND, place().kind().name()));
        reference.add(new StringRefAddr(NAME, name));
        if (prefetch != USUAL_PREFETCH) {
            reference.add(new StringRefAddr(PREFETCH, Integer.toString(prefetch)));
        }
        return reference;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof PortageDestination destination && place().equals(destination.place());
    }

    @Override
    public int hashCode() {
        return place().hashCode();
    }

    /** The name, so that logs and applications that use it as a key can. */
    @Override
    public String toString() {
        return name;
    }
}
