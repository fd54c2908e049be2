// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.stomp;

import io.netty.channel.ChannelPipeline;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.portagemq.core.api.Authenticator;
import org.portagemq.core.api.Broker;
import org.portagemq.core.settings.Settings;
import org.portagemq.stomp.session.StompLimits;
import org.portagemq.transport.Connection;
import org.portagemq.transport.Gateway;
import org.portagemq.transport.WebSocketUpgrade;

/** The STOMP gateway, behind a socket or a WebSocket; all versions on one port. Thread-safe. */
public final class StompGateway implements Gateway {

    private static final Set<String> PATHS = Set.of("/ws", "/stomp");
    private static final List<String> SUBPROTOCOLS = List.of("v12.stomp", "v11.stomp", "v10.stomp");

    private final String name;
    private final String title;
    private final Broker broker;
    private final Authenticator authenticator;
    private final StompLimits limits;
    private final Optional<WebSocketUpgrade> upgrade;

    private StompGateway(
            String name,
            String title,
            Broker broker,
            Authenticator authenticator,
            StompLimits limits,
            Optional<WebSocketUpgrade> upgrade) {
        this.name = name;
        this.title = title;
        this.broker = broker;
        this.authenticator = authenticator;
        this.limits = limits;
        this.upgrade = upgrade;
    }

    /**
     * STOMP straight on the socket.
     *
     * @param name of the listener, such as {@code stomp}
     * @param title of what it speaks, for people
     */
    public static StompGateway overTcp(
            String name, String title, Broker broker, Authenticator authenticator, Settings settings) {
        return new StompGateway(name, title, broker, authenticator, StompSettings.limits(settings), Optional.empty());
    }

    /** STOMP in WebSockets. */
    public static StompGateway overWebSocket(
            String name, String title, Broker broker, Authenticator authenticator, Settings settings) {
        StompLimits limits = StompSettings.limits(settings);
        WebSocketUpgrade upgrade = new WebSocketUpgrade(
                PATHS,
                SUBPROTOCOLS,
                StompSettings.origins(settings),
                limits.frames().headBytes() + limits.frames().bodyBytes() + 1,
                limits.loginFrameBytes(),
                settings.get(StompSettings.COMPRESSION),
                settings.get(StompSettings.TEXT_WITHOUT_NUL));
        return new StompGateway(name, title, broker, authenticator, limits, Optional.of(upgrade));
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
        ChannelPipeline pipeline = connection.channel().pipeline();
        upgrade.ifPresent(webSocket -> webSocket.addTo(connection));
        pipeline.addLast("stomp", new StompHandler(broker, authenticator, limits, connection, upgrade.isPresent()));
    }
}
