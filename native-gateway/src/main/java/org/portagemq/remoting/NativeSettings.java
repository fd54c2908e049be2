// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.remoting;

import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.portagemq.client.codec.FrameLimits;
import org.portagemq.core.api.Retention;
import org.portagemq.core.settings.CommonSettings;
import org.portagemq.core.settings.Setting;
import org.portagemq.core.settings.Settings;
import org.portagemq.remoting.link.LinkSettings;
import org.portagemq.remoting.link.StrangerBudget;
import org.portagemq.remoting.node.NodeSettings;
import org.portagemq.transport.OutgoingTls;

/** The settings of the gateway for RocketMQ's clients. */
public final class NativeSettings {

    public static final Setting<String> NAMESPACE =
            Setting.text("native.default-namespace", "/", "The namespace of RocketMQ's clients.");

    public static final Setting<String> ANONYMOUS = Setting.text(
            "native.anonymous-user",
            "guest",
            "The user as whom RocketMQ's clients are admitted that have no access key; empty refuses them.");

    public static final Setting<String> CLUSTER =
            Setting.text("native.cluster", "DefaultCluster", "The name of the cluster that RocketMQ's clients see.");

    public static final Setting<String> BROKER =
            Setting.text("native.broker-name", "portage", "The name of this broker among those of the cluster.");

    public static final Setting<String> ADVERTISED = Setting.text(
            "native.advertised-address",
            "",
            "HOST:PORT at which RocketMQ's clients reach the broker, where that is not the address that they have"
                    + " connected to, as behind NAT.");

    public static final Setting<List<InetSocketAddress>> NAME_SERVERS = new Setting<>(
            "native.name-servers",
            "HOST:PORT;HOST:PORT",
            "",
            "Name servers of Apache RocketMQ with which this broker registers, so that clients of theirs find it.",
            NativeSettings::parseAddresses);

    public static final Setting<Boolean> NAME_SERVERS_TLS =
            Setting.flag("native.name-servers-tls", false, "Whether these name servers are reached by TLS.");

    public static final Setting<String> NAME_SERVERS_AUTHORITIES = Setting.text(
            "native.name-servers-authorities",
            "",
            "File with the certificates of the authorities of these name servers, in PEM. Empty: those that Java trusts.");

    public static final Setting<Duration> RETENTION = Setting.duration(
            "native.retention",
            "3d",
            Duration.ofSeconds(1),
            Duration.ofDays(36_500),
            "How long topics of RocketMQ's clients keep messages.");

    public static final Setting<Duration> IDLE = Setting.duration(
            "native.idle-timeout",
            "2m",
            Duration.ofSeconds(1),
            Duration.ofDays(1),
            "Silence after which a RocketMQ client counts as gone; it sends heart-beats every 30 s.");

    public static final Setting<Long> HEADER_BYTES = Setting.bytes(
            "native.header-bytes", "256KiB", 4_096, 16 << 20, "The header of one command of a RocketMQ client.");

    public static final Setting<Long> STRANGER_BYTES = Setting.bytes(
            "native.stranger-bytes",
            "64MiB",
            64 << 10,
            1 << 30,
            "What RocketMQ clients may have sent of commands that are not whole before it is known who they are, together.");

    public static final List<Setting<?>> ALL = List.of(
            NAMESPACE,
            ANONYMOUS,
            CLUSTER,
            BROKER,
            ADVERTISED,
            NAME_SERVERS,
            NAME_SERVERS_TLS,
            NAME_SERVERS_AUTHORITIES,
            NodeSettings.CREATE_TOPICS,
            NodeSettings.TOPIC_QUEUES,
            RETENTION,
            IDLE,
            HEADER_BYTES,
            STRANGER_BYTES);

    /** Questions of the broker to one client that have no answer yet. */
    private static final int WAITING_REQUESTS = 1_000;

    /** What a command has beside its header and one message: as much as other messages of a batch may have. */
    private static final int FRAME_RESERVE = 64 << 10;

    private static final Pattern HOST_AND_PORT = Pattern.compile("\\[?([^\\s\\]]+?)]?:(\\d{1,5})");
    private static final int MAX_PORT = 65_535;

    private NativeSettings() {}

    /** Names are looked up when they are connected to. */
    private static List<InetSocketAddress> parseAddresses(String text) {
        List<InetSocketAddress> all = new ArrayList<>();
        for (String one : text.split(";", -1)) {
            if (!one.isBlank()) {
                Matcher matcher = HOST_AND_PORT.matcher(one.trim());
                if (!matcher.matches() || Integer.parseInt(matcher.group(2)) > MAX_PORT) {
                    throw new IllegalArgumentException("expected HOST:PORT, several parted by ';'");
                }
                all.add(InetSocketAddress.createUnresolved(matcher.group(1), Integer.parseInt(matcher.group(2))));
            }
        }
        return List.copyOf(all);
    }

    static StrangerBudget strangers(Settings settings) {
        return new StrangerBudget(settings.get(STRANGER_BYTES));
    }

    static LinkSettings link(Settings settings, StrangerBudget strangers) {
        int header = Math.toIntExact(settings.get(HEADER_BYTES));
        long frame = settings.get(CommonSettings.MESSAGE_BYTES) + header + FRAME_RESERVE;
        FrameLimits frames = new FrameLimits((int) Math.min(Integer.MAX_VALUE, frame), header);
        return new LinkSettings(settings.get(NAMESPACE), settings.get(ANONYMOUS), frames, WAITING_REQUESTS, strangers);
    }

    static NodeSettings node(Settings settings) {
        String advertised = settings.get(ADVERTISED);
        return new NodeSettings(
                settings.get(CLUSTER),
                settings.get(BROKER),
                advertised.isEmpty() ? Optional.empty() : Optional.of(advertised),
                settings.get(NodeSettings.CREATE_TOPICS),
                Math.toIntExact(settings.get(NodeSettings.TOPIC_QUEUES)),
                Math.toIntExact(settings.get(CommonSettings.MESSAGE_BYTES)));
    }

    /** How name servers of others are reached; empty for clear text. */
    static Optional<OutgoingTls> nameServersTls(Settings settings) {
        String authorities = settings.get(NAME_SERVERS_AUTHORITIES);
        if (!settings.get(NAME_SERVERS_TLS)) {
            return Optional.empty();
        }
        return Optional.of(authorities.isEmpty() ? OutgoingTls.system() : OutgoingTls.trusting(Path.of(authorities)));
    }

    static Retention retention(Settings settings) {
        return new Retention(settings.get(RETENTION).toMillis(), Retention.UNLIMITED);
    }
}
