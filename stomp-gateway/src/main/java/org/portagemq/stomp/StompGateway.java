// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.stomp;

import java.util.List;
import java.util.Set;
import org.portagemq.core.api.Authenticator;
import org.portagemq.core.api.Broker;
import org.portagemq.core.settings.Settings;
import org.portagemq.stomp.session.StompLimits;
import org.portagemq.transport.Connection;
import org.portagemq.transport.Gateway;
import org.portagemq.transport.WebSocketProtocol;

/** The STOMP gateway, straight on the socket; all versions on one port. Thread-safe. */
public final class StompGateway implements Gateway {

    private static final Set<String> PATHS = Set.of("/ws", "/stomp");
    private static final List<String> SUBPROTOCOLS = List.of("v12.stomp", "v11.stomp", "v10.stomp");

    private final String name;
    private final String title;
    private final Broker broker;
    private final Authenticator authenticator;
    private final StompLimits limits;

    /**
     * @param name of the listener, such as {@code stomp}
     * @param title of what it speaks, for people
     */
    public StompGateway(String name, String title, Broker broker, Authenticator authenticator, Settings settings) {
        this.name = name;
        this.title = title;
        this.broker = broker;
        this.authenticator = authenticator;
        this.limits = StompSettings.limits(settings);
    }

    /** STOMP in WebSockets. */
    public static WebSocketProtocol inWebSockets(Broker broker, Authenticator authenticator, Settings settings) {
        StompLimits limits = StompSettings.limits(settings);
        return new WebSocketProtocol(
                PATHS,
                SUBPROTOCOLS,
                limits.frames().headBytes() + limits.frames().bodyBytes() + 1,
                limits.loginFrameBytes(),
                settings.get(StompSettings.TEXT_WITHOUT_NUL)
                        ? WebSocketProtocol.Text.ENDS_TOLD
                        : WebSocketProtocol.Text.TAKEN,
                connection -> add(new StompHandler(broker, authenticator, limits, connection, true), connection));
    }

    private static void add(StompHandler handler, Connection connection) {
        connection.channel().pipeline().addLast("stomp", handler);
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
        add(new StompHandler(broker, authenticator, limits, connection, false), connection);
    }
}
