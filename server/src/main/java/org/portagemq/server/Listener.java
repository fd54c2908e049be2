// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.server;

import java.util.List;
import java.util.Optional;
import org.portagemq.amqp.AmqpGateway;
import org.portagemq.amqp.v091.Amqp091Format;
import org.portagemq.amqp.v091.StreamFilter;
import org.portagemq.amqp.v10.Amqp10Format;
import org.portagemq.amqp.v10.Vocabulary10;
import org.portagemq.core.api.Authenticator;
import org.portagemq.core.api.Broker;
import org.portagemq.core.api.MessageFormat;
import org.portagemq.core.api.Vocabulary;
import org.portagemq.core.settings.Setting;
import org.portagemq.core.settings.Settings;
import org.portagemq.remoting.NativeGateway;
import org.portagemq.remoting.NativeServer;
import org.portagemq.remoting.link.Logins;
import org.portagemq.remoting.message.NativeFormat;
import org.portagemq.remoting.message.NativeVocabulary;
import org.portagemq.remoting.names.OwnRegistration;
import org.portagemq.remoting.session.ClientIds;
import org.portagemq.remoting.session.SessionService;
import org.portagemq.server.http.HttpGateway;
import org.portagemq.stomp.StompGateway;
import org.portagemq.stomp.StompSettings;
import org.portagemq.stomp.message.StompFormat;
import org.portagemq.stomp.message.StompVocabulary;
import org.portagemq.transport.ConnectionRegistry;
import org.portagemq.transport.Gateway;
import org.portagemq.transport.TlsSettings;
import org.portagemq.transport.WebSocketGateway;

/**
 * A listener that the server can have. A new protocol adds one entry to {@link #ALL}; its settings and flags follow.
 *
 * @param name of its port, settings ({@code name.port}, {@code name.enabled}) and flags ({@code --name-port}, {@code
 *     --no-name})
 * @param title the protocol for people
 * @param secure whether it speaks TLS; it is off while no certificate is set ({@link TlsSettings#CERTIFICATE})
 * @param formats the encodings of messages that it brings
 * @param vocabularies the meanings of selectors' identifiers that it brings
 */
public record Listener(
        String name,
        String title,
        int defaultPort,
        boolean secure,
        List<MessageFormat> formats,
        List<Vocabulary> vocabularies,
        Factory factory) {

    /** All listeners, in the order in which they start. */
    public static final List<Listener> ALL = List.of(
            new Listener(
                    "amqp",
                    "AMQP 0-9-1 and 1.0",
                    5672,
                    false,
                    List.of(Amqp091Format.INSTANCE, Amqp10Format.INSTANCE),
                    List.of(StreamFilter.VOCABULARY, Vocabulary10.INSTANCE),
                    parts -> amqp("amqp", "AMQP 0-9-1 and 1.0", parts)),
            of("amqps", "AMQPS 0-9-1 and 1.0", 5671, true, parts -> amqp("amqps", "AMQPS 0-9-1 and 1.0", parts)),
            new Listener(
                    "stomp",
                    "STOMP",
                    61613,
                    false,
                    List.of(StompFormat.INSTANCE),
                    List.of(StompVocabulary.INSTANCE),
                    parts -> stomp("stomp", "STOMP", parts)),
            of("stomps", "STOMPS", 61614, true, parts -> stomp("stomps", "STOMPS", parts)),
            of(
                    "ws",
                    "STOMP and AMQP 1.0 over WebSocket",
                    15674,
                    false,
                    parts -> webSocket("ws", "STOMP and AMQP 1.0 over WebSocket", parts)),
            of(
                    "wss",
                    "STOMP and AMQP 1.0 over secure WebSocket",
                    15673,
                    true,
                    parts -> webSocket("wss", "STOMP and AMQP 1.0 over secure WebSocket", parts)),
            new Listener(
                    "native",
                    "RocketMQ",
                    10911,
                    false,
                    List.of(NativeFormat.INSTANCE),
                    List.of(NativeVocabulary.INSTANCE),
                    parts -> rocketmq("native", "RocketMQ", parts)),
            of(
                    "namesrv",
                    "RocketMQ's name server",
                    9876,
                    false,
                    parts -> rocketmq("namesrv", "RocketMQ's name server", parts)),
            of(
                    HttpGateway.NAME,
                    "HTTP",
                    15672,
                    false,
                    parts -> new HttpGateway(
                            parts.broker(), parts.connections(), parts.authenticator(), parts.settings())));

    private static final int MAX_PORT = 65_535;

    /** Makes the gateway behind a listener. */
    @FunctionalInterface
    public interface Factory {
        Gateway create(Parts parts);
    }

    /** What a gateway may stand on. */
    public record Parts(
            Broker broker,
            Authenticator authenticator,
            ConnectionRegistry connections,
            Settings settings,
            SharedParts shared) {}

    /** One that brings nothing of its own. */
    private static Listener of(String name, String title, int defaultPort, boolean secure, Factory factory) {
        return new Listener(name, title, defaultPort, secure, List.of(), List.of(), factory);
    }

    private static Gateway stomp(String name, String title, Parts parts) {
        return new StompGateway(name, title, parts.broker(), parts.authenticator(), parts.settings());
    }

    private static Gateway webSocket(String name, String title, Parts parts) {
        return new WebSocketGateway(
                name,
                title,
                List.of(
                        StompGateway.inWebSockets(parts.broker(), parts.authenticator(), parts.settings()),
                        AmqpGateway.inWebSockets(parts.broker(), parts.authenticator(), parts.settings())),
                StompSettings.origins(parts.settings()),
                parts.settings().get(StompSettings.COMPRESSION));
    }

    private static Gateway rocketmq(String name, String title, Parts parts) {
        Logins logins = new Logins(parts.authenticator());
        return new NativeGateway(
                name, title, parts.broker(), logins, nativeServer(parts), sessions(parts), parts.settings());
    }

    private static NativeServer nativeServer(Parts parts) {
        return parts.shared()
                .get(
                        NativeServer.class,
                        () -> new NativeServer(
                                parts.broker(), parts.settings(), System::currentTimeMillis, () -> parts.shared()
                                        .port("native", "namesrv")));
    }

    /** With name servers of others, when the settings name some; all listeners are open. */
    static Optional<OwnRegistration> registration(Parts parts) {
        return nativeServer(parts).register(parts.broker(), parts.settings());
    }

    /** The way in for clients in sessions, in the process and by the native listeners. */
    static SessionService sessions(Parts parts) {
        return parts.shared()
                .get(
                        SessionService.class,
                        () -> new SessionService(
                                parts.broker(), parts.authenticator(), new ClientIds(), parts.settings()));
    }

    private static Gateway amqp(String name, String title, Parts parts) {
        return new AmqpGateway(name, title, parts.broker(), parts.authenticator(), parts.settings());
    }

    /** The port, 0 for any free one. */
    public Setting<Long> portSetting() {
        return Setting.number(name + ".port", defaultPort, 0, MAX_PORT, "Port of " + title + "; 0 takes any free one.");
    }

    public Setting<Boolean> enabledSetting() {
        return Setting.flag(name + ".enabled", true, "Whether to listen for " + title + ".");
    }
}
