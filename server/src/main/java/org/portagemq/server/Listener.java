// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.server;

import java.util.List;
import org.portagemq.amqp.AmqpGateway;
import org.portagemq.amqp.v091.Amqp091Format;
import org.portagemq.amqp.v091.StreamFilter;
import org.portagemq.core.api.Authenticator;
import org.portagemq.core.api.Broker;
import org.portagemq.core.api.MessageFormat;
import org.portagemq.core.api.Vocabulary;
import org.portagemq.core.settings.Setting;
import org.portagemq.core.settings.Settings;
import org.portagemq.server.http.HttpGateway;
import org.portagemq.transport.ConnectionRegistry;
import org.portagemq.transport.Gateway;
import org.portagemq.transport.TlsSettings;

/**
 * A listener that the server can have. A new protocol adds one entry to {@link #ALL}; its settings and flags follow.
 *
 * @param name of its port, settings ({@code name.port}, {@code name.enabled}) and flags ({@code --name-port}, {@code
 *     --no-name})
 * @param title the protocol for people
 * @param secure whether it speaks TLS; it is off while no certificate is set ({@link TlsSettings#CERTIFICATE})
 * @param formats the encodings of messages that it brings
 * @param vocabularies what identifiers in the selectors of its applications mean
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
                    "AMQP 0-9-1",
                    5672,
                    false,
                    List.of(Amqp091Format.INSTANCE),
                    List.of(StreamFilter.VOCABULARY),
                    parts -> amqp("amqp", "AMQP 0-9-1", parts)),
            new Listener(
                    "amqps",
                    "AMQPS 0-9-1",
                    5671,
                    true,
                    List.of(),
                    List.of(),
                    parts -> amqp("amqps", "AMQPS 0-9-1", parts)),
            new Listener(
                    HttpGateway.NAME,
                    "HTTP",
                    15672,
                    false,
                    List.of(),
                    List.of(),
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
            Broker broker, Authenticator authenticator, ConnectionRegistry connections, Settings settings) {}

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
