// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.amqp;

import java.time.Duration;
import java.util.List;
import org.portagemq.amqp.v091.AmqpLimits;
import org.portagemq.amqp.v091.ServerIdentity;
import org.portagemq.amqp.v10.Limits10;
import org.portagemq.core.settings.CommonSettings;
import org.portagemq.core.settings.Setting;
import org.portagemq.core.settings.Settings;

/** The settings of the AMQP gateway. */
public final class AmqpSettings {

    public static final Setting<Long> FRAME_MAX = Setting.bytes(
            "amqp.frame-max",
            "131072",
            8_192,
            16 << 20,
            "The largest frame that is offered to clients, head and end included.");

    public static final Setting<Long> CHANNEL_MAX = Setting.number(
            "amqp.channel-max", 2_047, 1, 65_535, "Channels of one connection that are offered to clients.");

    public static final Setting<Duration> HEARTBEAT = Setting.duration(
            "amqp.heartbeat",
            "60s",
            Duration.ZERO,
            Duration.ofHours(1),
            "Interval of heartbeats that is suggested to clients, in whole seconds; 0s means none.");

    public static final Setting<Long> MAX_UNACKED = Setting.number(
            "amqp.max-unacked",
            100_000,
            1,
            10_000_000,
            "Messages handed out on one channel and not acknowledged, also when the client sets no prefetch.");

    public static final Setting<Long> MAX_CONSUMERS =
            Setting.number("amqp.max-consumers", 1_000, 1, 65_535, "Consumers of one channel.");

    public static final Setting<Long> MAX_WAITING = Setting.number(
            "amqp.max-waiting",
            4_096,
            1,
            1_000_000,
            "Requests that one channel keeps while earlier ones are answered, before reading from the connection rests.");

    public static final Setting<Long> MAX_TRANSACTIONS = Setting.number(
            "amqp.max-transactions",
            1_000,
            1,
            65_535,
            "Transactions of AMQP 1.0 that are open at once on one connection.");

    public static final Setting<Duration> CONSUMER_TIMEOUT = Setting.duration(
            "amqp.consumer-timeout",
            "30m",
            Duration.ZERO,
            Duration.ofDays(365),
            "Time in which a consumer has to acknowledge; its channel is closed when a quarter more has passed. 0s: any.");

    public static final Setting<String> SERVER_PRODUCT = Setting.text(
            "amqp.server-product",
            "PortageMQ",
            "Name of the product that clients are told; for those that work with the name RabbitMQ only.");

    public static final Setting<String> SERVER_VERSION = Setting.text(
            "amqp.server-version",
            "",
            "Version of the product that clients are told, for those that go by RabbitMQ's; empty for the true one.");

    public static final Setting<Boolean> AUTO_CREATE = Setting.flag(
            "amqp.auto-create",
            true,
            "Make a durable queue when a link of AMQP 1.0 names one by a plain name that does not exist.");

    public static final List<Setting<?>> ALL = List.of(
            FRAME_MAX,
            CHANNEL_MAX,
            HEARTBEAT,
            MAX_UNACKED,
            MAX_CONSUMERS,
            MAX_WAITING,
            MAX_TRANSACTIONS,
            CONSUMER_TIMEOUT,
            SERVER_PRODUCT,
            SERVER_VERSION,
            AUTO_CREATE);

    private AmqpSettings() {}

    static ServerIdentity identity(Settings settings) {
        String version = settings.get(SERVER_VERSION);
        return new ServerIdentity(settings.get(SERVER_PRODUCT), version.isEmpty() ? ownVersion() : version);
    }

    private static String ownVersion() {
        String version = AmqpSettings.class.getPackage().getImplementationVersion();
        return version == null ? "0.1.0" : version;
    }

    static Limits10 limits10(Settings settings) {
        ServerIdentity identity = identity(settings);
        return new Limits10(
                Math.toIntExact(settings.get(FRAME_MAX)),
                Math.toIntExact(settings.get(CHANNEL_MAX)),
                Math.toIntExact(settings.get(MAX_CONSUMERS)),
                // Peers are told half of it, which is the interval of the setting.
                Math.toIntExact(2 * settings.get(HEARTBEAT).toMillis()),
                Math.toIntExact(settings.get(CommonSettings.MESSAGE_BYTES)),
                Math.toIntExact(settings.get(MAX_UNACKED)),
                Math.toIntExact(settings.get(MAX_TRANSACTIONS)),
                settings.get(AUTO_CREATE),
                identity.product(),
                identity.version());
    }

    static AmqpLimits limits(Settings settings) {
        return new AmqpLimits(
                Math.toIntExact(settings.get(FRAME_MAX)),
                Math.toIntExact(settings.get(CHANNEL_MAX)),
                Math.toIntExact(settings.get(HEARTBEAT).toSeconds()),
                Math.toIntExact(settings.get(CommonSettings.MESSAGE_BYTES)),
                Math.toIntExact(settings.get(MAX_UNACKED)),
                Math.toIntExact(settings.get(MAX_CONSUMERS)),
                Math.toIntExact(settings.get(MAX_WAITING)),
                settings.get(CONSUMER_TIMEOUT));
    }
}
