// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.jms.jndi;

import java.util.Hashtable;
import javax.naming.Context;
import javax.naming.Name;
import javax.naming.RefAddr;
import javax.naming.Reference;
import javax.naming.spi.ObjectFactory;
import org.portagemq.client.session.Place;
import org.portagemq.jms.PortageConnectionFactory;
import org.portagemq.jms.PortageXAConnectionFactory;
import org.portagemq.jms.destination.DestinationName;
import org.portagemq.jms.destination.PortageDestination;

/** Makes factories and destinations of the references by which directories keep them. */
@SuppressWarnings("JdkObsolete") // naming has hash tables
public final class PortageObjectFactory implements ObjectFactory {

    @Override
    public Object getObjectInstance(Object object, Name name, Context context, Hashtable<?, ?> environment) {
        if (!(object instanceof Reference reference)) {
            return null;
        }
        String kind = text(reference, PortageDestination.KIND);
        if (kind != null) {
            return destination(Place.Kind.valueOf(kind), reference);
        }
        String address = text(reference, PortageConnectionFactory.ADDRESS);
        return address == null ? null : factory(reference, address);
    }

    private static PortageDestination destination(Place.Kind kind, Reference reference) {
        String name = text(reference, PortageDestination.NAME);
        String prefetch = text(reference, PortageDestination.PREFETCH);
        if (prefetch == null || kind.isTemporary()) {
            return PortageDestination.of(new Place(kind, name));
        }
        DestinationName named = new DestinationName(name, Integer.parseInt(prefetch));
        return kind.isQueue() ? named.queue() : named.topic();
    }

    private static PortageConnectionFactory factory(Reference reference, String address) {
        PortageConnectionFactory factory =
                PortageXAConnectionFactory.class.getName().equals(reference.getClassName())
                        ? new PortageXAConnectionFactory(address)
                        : new PortageConnectionFactory(address);
        if (text(reference, PortageConnectionFactory.USER) != null) {
            factory.setUsername(text(reference, PortageConnectionFactory.USER));
        }
        if (text(reference, PortageConnectionFactory.PASSWORD) != null) {
            factory.setPassword(text(reference, PortageConnectionFactory.PASSWORD));
        }
        if (text(reference, PortageConnectionFactory.CLIENT_ID) != null) {
            factory.setClientID(text(reference, PortageConnectionFactory.CLIENT_ID));
        }
        return factory;
    }

    private static String text(Reference reference, String part) {
        RefAddr found = reference.get(part);
        return found == null ? null : (String) found.getContent();
    }
}
