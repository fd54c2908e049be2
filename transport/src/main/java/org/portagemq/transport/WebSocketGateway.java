// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.transport;

import java.util.List;

/** A gateway for the protocols that are spoken in WebSockets, each at its own paths. Thread-safe. */
public final class WebSocketGateway implements Gateway {

    private final String name;
    private final String title;
    private final WebSocketUpgrade upgrade;

    /**
     * @param name of the listener
     * @param title of what it speaks, for people
     * @param origins of pages that may connect
     * @param compression whether permessage-deflate is offered
     */
    public WebSocketGateway(
            String name, String title, List<WebSocketProtocol> protocols, Origins origins, boolean compression) {
        this.name = name;
        this.title = title;
        this.upgrade = new WebSocketUpgrade(protocols, origins, compression);
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public String title() {
        return title;
    }

    @Override
    public void initialize(Connection connection) {
        upgrade.addTo(connection);
    }
}
