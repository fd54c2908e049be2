// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.transport;

import java.time.Duration;
import java.util.List;
import org.portagemq.core.settings.Setting;

/** The settings of the network side that all protocols share. */
public final class TransportSettings {

    public static final Setting<Long> EVENT_LOOPS = Setting.number(
            "transport.event-loops", 0, 0, 256, "Threads that serve connections; 0 means one per processor.");

    public static final Setting<Long> BACKLOG = Setting.number(
            "transport.backlog", 1024, 1, 65_535, "Connections that the system may keep waiting to be accepted.");

    public static final Setting<Long> WRITE_BUFFER = Setting.bytes(
            "transport.write-buffer",
            "256KiB",
            16 << 10,
            64 << 20,
            "Bytes waiting to be sent to one connection above which nothing more is given to it until half is sent.");

    public static final Setting<Duration> HANDSHAKE_TIMEOUT = Setting.duration(
            "transport.handshake-timeout",
            "10s",
            Duration.ofMillis(100),
            Duration.ofMinutes(10),
            "Time from connecting to a finished login, after which the connection is closed.");

    public static final Setting<Long> CONNECTIONS =
            Setting.number("limits.connections", 10_000, 1, 10_000_000, "Open connections of all protocols together.");

    public static final Setting<Long> CONNECTIONS_PER_ADDRESS = Setting.number(
            "limits.connections-per-address",
            1_000,
            1,
            10_000_000,
            "Open connections from one peer address (IPv6: from one /64 network).");

    public static final Setting<Long> HANDSHAKES_PER_ADDRESS = Setting.number(
            "limits.handshakes-per-address",
            200,
            1,
            10_000_000,
            "Connections from one peer address that have not logged in yet.");

    public static final List<Setting<?>> ALL = List.of(
            EVENT_LOOPS,
            BACKLOG,
            WRITE_BUFFER,
            HANDSHAKE_TIMEOUT,
            CONNECTIONS,
            CONNECTIONS_PER_ADDRESS,
            HANDSHAKES_PER_ADDRESS);

    private TransportSettings() {}
}
