// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.stomp;

import java.time.Duration;
import java.util.List;
import org.portagemq.core.settings.CommonSettings;
import org.portagemq.core.settings.Setting;
import org.portagemq.core.settings.Settings;
import org.portagemq.stomp.session.StompLimits;
import org.portagemq.stomp.wire.WireLimits;
import org.portagemq.transport.Origins;

/** The settings of the STOMP gateway. */
public final class StompSettings {

    public static final Setting<Long> LOGIN_FRAME_BYTES = Setting.bytes(
            "stomp.login-frame-bytes",
            "16KiB",
            256,
            1 << 20,
            "The largest CONNECT frame; over WebSocket also what may come before the login is done.");

    public static final Setting<Long> HEAD_BYTES =
            Setting.bytes("stomp.head-bytes", "64KiB", 1_024, 16 << 20, "Command and headers of one frame, together.");

    public static final Setting<Long> HEADER_BYTES =
            Setting.bytes("stomp.header-bytes", "8KiB", 256, 1 << 20, "One header, with its name.");

    public static final Setting<Long> HEADERS =
            Setting.number("stomp.headers", 128, 16, 10_000, "Headers of one frame.");

    public static final Setting<Long> SUBSCRIPTIONS =
            Setting.number("stomp.subscriptions", 1_000, 1, 1_000_000, "Subscriptions of one connection.");

    public static final Setting<Long> PREFETCH = Setting.number(
            "stomp.prefetch",
            1_000,
            1,
            1_000_000,
            "Unacknowledged messages of a subscription that does not say how many with prefetch-count.");

    public static final Setting<Long> MAX_PREFETCH = Setting.number(
            "stomp.max-prefetch", 100_000, 1, 10_000_000, "The most that prefetch-count gives; 0 there means as many.");

    public static final Setting<Long> TRANSACTIONS =
            Setting.number("stomp.transactions", 16, 1, 10_000, "Open transactions of one connection.");

    public static final Setting<Duration> HEARTBEAT = Setting.duration(
            "stomp.heartbeat",
            "10s",
            Duration.ZERO,
            Duration.ofHours(1),
            "The shortest interval of heart-beats in either direction; clients may ask for longer ones. 0s means none.");

    public static final Setting<String> NAMESPACE = Setting.text(
            "stomp.default-namespace", "/", "The namespace of clients that name none with the header host.");

    public static final Setting<Boolean> UNKNOWN_HOST = Setting.flag(
            "stomp.unknown-host-is-default",
            true,
            "Whether a host that is no namespace means the default one, as many clients send the name of the machine.");

    public static final Setting<Boolean> SERVER_HEADER =
            Setting.flag("stomp.server-header", true, "Whether clients are told the server's name and version.");

    public static final Setting<String> ORIGINS = Setting.text(
            "ws.origins",
            "",
            "Origins of pages that may connect from browsers, parted by commas, beside the server's own; * means all.");

    public static final Setting<Boolean> COMPRESSION =
            Setting.flag("ws.compression", true, "Whether WebSocket clients are offered permessage-deflate.");

    public static final Setting<Boolean> TEXT_WITHOUT_NUL = Setting.flag(
            "ws.text-without-nul",
            false,
            "Whether the end of a WebSocket message of text ends a frame that lacks its NUL, as React Native on Android cuts"
                    + " it off. Clients that cut frames into several messages of text cannot be served then.");

    public static final List<Setting<?>> ALL = List.of(
            LOGIN_FRAME_BYTES,
            HEAD_BYTES,
            HEADER_BYTES,
            HEADERS,
            SUBSCRIPTIONS,
            PREFETCH,
            MAX_PREFETCH,
            TRANSACTIONS,
            HEARTBEAT,
            NAMESPACE,
            UNKNOWN_HOST,
            SERVER_HEADER,
            ORIGINS,
            COMPRESSION,
            TEXT_WITHOUT_NUL);

    private StompSettings() {}

    static StompLimits limits(Settings settings) {
        WireLimits frames = new WireLimits(
                Math.toIntExact(settings.get(HEADER_BYTES)),
                Math.toIntExact(settings.get(HEAD_BYTES)),
                Math.toIntExact(settings.get(HEADERS)),
                Math.toIntExact(settings.get(CommonSettings.MESSAGE_BYTES)));
        return new StompLimits(
                frames,
                Math.toIntExact(settings.get(LOGIN_FRAME_BYTES)),
                Math.toIntExact(settings.get(SUBSCRIPTIONS)),
                Math.toIntExact(settings.get(PREFETCH)),
                Math.toIntExact(settings.get(MAX_PREFETCH)),
                Math.toIntExact(settings.get(TRANSACTIONS)),
                settings.get(HEARTBEAT),
                settings.get(NAMESPACE),
                settings.get(UNKNOWN_HOST),
                settings.get(SERVER_HEADER) ? "PortageMQ/" + ownVersion() : "");
    }

    public static Origins origins(Settings settings) {
        return Origins.of(settings.get(ORIGINS));
    }

    private static String ownVersion() {
        String version = StompSettings.class.getPackage().getImplementationVersion();
        return version == null ? "0.1.0" : version;
    }
}
