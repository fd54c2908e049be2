// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.amqp;

import io.netty.channel.ChannelHandler;
import java.util.List;
import java.util.Set;
import org.portagemq.amqp.v091.AmqpLimits;
import org.portagemq.amqp.v091.ServerIdentity;
import org.portagemq.amqp.v10.Limits10;
import org.portagemq.core.api.Authenticator;
import org.portagemq.core.api.Broker;
import org.portagemq.core.settings.CommonSettings;
import org.portagemq.core.settings.Settings;
import org.portagemq.transport.Connection;
import org.portagemq.transport.Gateway;
import org.portagemq.transport.WebSocketProtocol;

/** The AMQP gateway: all versions on one port. Thread-safe. */
public final class AmqpGateway implements Gateway {

    private static final Set<String> WEB_SOCKET_PATHS = Set.of("/amqp");
    private static final List<String> WEB_SOCKET_SUBPROTOCOLS = List.of("amqp");

    /** A login has few frames, of 4 KiB at most. */
    private static final int EARLY_BYTES = 64 * 1024;

    private final String name;
    private final String title;
    private final List<ProtocolVersion> versions;

    /**
     * @param name of the listener, such as {@code amqp}
     * @param title of what it speaks, for people
     */
    public AmqpGateway(String name, String title, Broker broker, Authenticator authenticator, Settings settings) {
        this.name = name;
        this.title = title;
        Limits10 limits10 = AmqpSettings.limits10(settings);
        this.versions = List.of(
                new Version091(broker, authenticator, AmqpSettings.identity(settings), AmqpSettings.limits(settings)),
                new Version10(broker, authenticator, limits10, true, false),
                new Version10(broker, authenticator, limits10, false, false));
    }

    /** AMQP 1.0 in WebSockets. */
    public static WebSocketProtocol inWebSockets(Broker broker, Authenticator authenticator, Settings settings) {
        Limits10 limits10 = AmqpSettings.limits10(settings);
        List<ProtocolVersion> versions = List.of(
                new Version10(broker, authenticator, limits10, true, true),
                new Version10(broker, authenticator, limits10, false, true));
        return new WebSocketProtocol(
                WEB_SOCKET_PATHS,
                WEB_SOCKET_SUBPROTOCOLS,
                Math.toIntExact(settings.get(CommonSettings.MESSAGE_BYTES)) + limits10.frameBytes(),
                EARLY_BYTES,
                WebSocketProtocol.Text.REFUSED,
                connection -> add(new ProtocolDetector(versions, Version10.LOGIN_HEADER, connection), connection));
    }

    private static void add(ProtocolDetector detector, Connection connection) {
        connection.channel().pipeline().addLast("amqp-header", detector);
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
        add(new ProtocolDetector(versions, ProtocolDetector.HEADER_0_9_1, connection), connection);
    }

    /** AMQP 0-9-1, also under the header of the older 0-9, which some clients send for the same protocol. */
    private record Version091(Broker broker, Authenticator authenticator, ServerIdentity identity, AmqpLimits limits)
            implements ProtocolVersion {

        private static final long HEADER_0_9 = 0x414D5150_01010009L;

        @Override
        public boolean speaks(long header) {
            return header == ProtocolDetector.HEADER_0_9_1 || header == HEADER_0_9;
        }

        @Override
        public ChannelHandler handler(Connection connection) {
            return new Amqp091Handler(broker, authenticator, identity, limits, connection);
        }
    }

    /**
     * AMQP 1.0.
     *
     * @param login whether under the header of the login, or under that of the protocol itself
     */
    private record Version10(
            Broker broker, Authenticator authenticator, Limits10 limits, boolean login, boolean webSocket)
            implements ProtocolVersion {

        private static final long HEADER = 0x414D5150_00010000L;
        private static final long LOGIN_HEADER = 0x414D5150_03010000L;

        @Override
        public boolean speaks(long header) {
            return header == (login ? LOGIN_HEADER : HEADER);
        }

        @Override
        public ChannelHandler handler(Connection connection) {
            return new Amqp10Handler(broker, authenticator, limits, connection, login, webSocket);
        }
    }
}
