// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.jms.connection;

import jakarta.jms.JMSException;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.portagemq.client.session.LinkClient;
import org.portagemq.client.session.Links;
import org.portagemq.client.session.SessionCommand;
import org.portagemq.client.session.SessionEvent;
import org.portagemq.jms.options.ConnectionOptions;

/** Finds a broker among the addresses of the options, and logs in. Thread-safe. */
final class Dialer {

    private final ConnectionOptions options;
    private final String name;
    private final AtomicLong numbers;

    /**
     * @param name of the connection, which no other one has: by it the broker knows one that comes again
     * @param numbers of all links that it opens
     */
    Dialer(ConnectionOptions options, String name, AtomicLong numbers) {
        this.options = options;
        this.name = name;
        this.numbers = numbers;
    }

    /**
     * Connects to the first broker that can be reached, and logs in.
     *
     * @param clientId null for none
     */
    LinkClient dial(String clientId, LinkClient.Listener listener) throws JMSException {
        JMSException failure = null;
        for (URI address : addresses()) {
            LinkClient link;
            try {
                link = connect(address, listener);
            } catch (JMSException unreachable) {
                if (failure != null) {
                    unreachable.addSuppressed(failure);
                }
                failure = unreachable;
                continue;
            }
            logIn(link, clientId);
            return link;
        }
        throw failure;
    }

    private List<URI> addresses() {
        List<URI> addresses = new ArrayList<>(options.addresses());
        if (options.reconnect().randomize()) {
            Collections.shuffle(addresses);
        }
        return addresses;
    }

    private LinkClient connect(URI address, LinkClient.Listener listener) throws JMSException {
        try {
            return LinkClient.connect(
                    ofLink -> Links.connect(address, Math.toIntExact(options.connectTimeoutMs()), ofLink),
                    listener,
                    numbers);
        } catch (IOException | IllegalArgumentException unreachable) {
            throw Exceptions.caused(
                    new JMSException(
                            "no connection to " + Links.shown(address) + ": " + unreachable.getMessage(), "CONNECT"),
                    unreachable);
        }
    }

    private void logIn(LinkClient link, String clientId) throws JMSException {
        byte[] password = options.password() == null ? null : options.password().getBytes(StandardCharsets.UTF_8);
        try {
            SessionEvent.Answer opened = Waiting.await(
                    link.ask(request -> new SessionCommand.Open(
                            request, options.user(), password, options.namespace(), name, clientId)),
                    options.connectTimeoutMs());
            if (!(opened instanceof SessionEvent.Opened)) {
                throw new JMSException("the broker opened no connection", "PROTOCOL");
            }
        } catch (JMSException refused) {
            link.close();
            throw refused;
        }
    }
}
