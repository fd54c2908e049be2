// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.server.config;

import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;

/** Common keys of a rabbitmq.conf, understood as the settings that mean the same here. */
final class RabbitAliases {

    /** A setting, and how its value is made from the alias's value. */
    record Target(String key, UnaryOperator<String> value) {}

    private static final Map<String, Target> TARGETS = Map.ofEntries(
            same("listeners.tcp.default", "amqp.port"),
            Map.entry("heartbeat", new Target("amqp.heartbeat", RabbitAliases::seconds)),
            same("frame_max", "amqp.frame-max"),
            same("channel_max", "amqp.channel-max"),
            Map.entry("handshake_timeout", new Target("transport.handshake-timeout", RabbitAliases::milliseconds)),
            same("tcp_listen_options.backlog", "transport.backlog"),
            same("connection_max", "limits.connections"),
            same("max_message_size", "limits.message-bytes"),
            same("disk_free_limit.absolute", "store.disk-free-limit"),
            same("management.tcp.port", "http.port"),
            same("listeners.ssl.default", "amqps.port"),
            same("stomp.listeners.tcp.default", "stomp.port"),
            same("stomp.listeners.ssl.default", "stomps.port"),
            same("stomp.default_vhost", "stomp.default-namespace"),
            same("web_stomp.tcp.port", "ws.port"),
            same("web_stomp.ssl.port", "wss.port"),
            same("ssl_options.certfile", "tls.certificate"),
            same("ssl_options.keyfile", "tls.key"),
            same("ssl_options.password", "tls.key-password"),
            same("ssl_options.cacertfile", "tls.client-authorities"),
            Map.entry("loopback_users", new Target("auth.loopback-only", value -> value.equals("none") ? "" : value)),
            Map.entry(
                    "loopback_users.guest",
                    new Target("auth.loopback-only", value -> value.equals("false") ? "" : "guest")));

    private RabbitAliases() {}

    static Optional<Target> find(String key) {
        return Optional.ofNullable(TARGETS.get(key));
    }

    static Map<String, Target> all() {
        return TARGETS;
    }

    private static Map.Entry<String, Target> same(String alias, String key) {
        return Map.entry(alias, new Target(key, UnaryOperator.identity()));
    }

    private static String seconds(String value) {
        return value + "s";
    }

    private static String milliseconds(String value) {
        return value + "ms";
    }
}
