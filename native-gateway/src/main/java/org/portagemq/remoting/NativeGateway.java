// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.remoting;

import java.time.Duration;
import org.portagemq.core.api.Broker;
import org.portagemq.core.settings.Settings;
import org.portagemq.remoting.link.ClientLink;
import org.portagemq.remoting.link.Dispatcher;
import org.portagemq.remoting.link.LinkSettings;
import org.portagemq.remoting.link.Logins;
import org.portagemq.remoting.session.SessionHandler;
import org.portagemq.remoting.session.SessionService;
import org.portagemq.transport.Connection;
import org.portagemq.transport.Gateway;

/**
 * The gateway for RocketMQ's clients. It is a broker and a name server at once, on every port that it listens on; TLS is
 * taken on the same ports. Thread-safe.
 */
public final class NativeGateway implements Gateway {

    private final String name;
    private final String title;
    private final Broker broker;
    private final Logins logins;
    private final NativeServer server;
    private final SessionService sessions;
    private final LinkSettings settings;
    private final Dispatcher dispatcher;
    private final Duration idle;

    /**
     * @param name of the listener, such as {@code native}
     * @param title of what it speaks, for people
     * @param server what it shares with the other listener
     * @param sessions the way in for clients that speak in sessions, on the same ports
     */
    public NativeGateway(
            String name,
            String title,
            Broker broker,
            Logins logins,
            NativeServer server,
            SessionService sessions,
            Settings settings) {
        this.name = name;
        this.title = title;
        this.broker = broker;
        this.logins = logins;
        this.server = server;
        this.sessions = sessions;
        this.settings = NativeSettings.link(settings, server.strangers());
        this.dispatcher = server.dispatcher();
        this.idle = settings.get(NativeSettings.IDLE);
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
    public boolean takesTls() {
        return true;
    }

    @Override
    public void initialize(Connection connection) {
        FirstFrame choice = new FirstFrame(
                () -> new SessionHandler(sessions, connection, settings.frames().frameBytes(), idle),
                () -> commands(connection));
        connection.channel().pipeline().addLast("native", choice);
    }

    private NativeHandler commands(Connection connection) {
        return new NativeHandler(
                connection,
                idle,
                outlet -> new ClientLink(broker, logins, dispatcher, settings, outlet, server.node()));
    }
}
