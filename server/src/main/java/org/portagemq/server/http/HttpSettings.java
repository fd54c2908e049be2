// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.server.http;

import java.time.Duration;
import java.util.List;
import org.portagemq.core.settings.Setting;

/** The settings of the HTTP port. */
public final class HttpSettings {

    public static final Setting<Long> MAX_URI = Setting.bytes(
            "http.max-uri-bytes", "8KiB", 256, 1 << 20, "Longest request line that is read; a longer one gets 414.");

    public static final Setting<Long> MAX_HEADERS = Setting.bytes(
            "http.max-header-bytes", "16KiB", 1024, 1 << 20, "Largest request headers together; larger ones get 431.");

    public static final Setting<Long> MAX_BODY =
            Setting.bytes("http.max-body-bytes", "1MiB", 1024, 1 << 30, "Largest request body; a larger one gets 413.");

    public static final Setting<Duration> REQUEST_TIMEOUT = Setting.duration(
            "http.request-timeout",
            "10s",
            Duration.ofMillis(100),
            Duration.ofMinutes(10),
            "Time for a request to arrive and be answered, from its first byte.");

    public static final Setting<Duration> IDLE_TIMEOUT = Setting.duration(
            "http.idle-timeout",
            "60s",
            Duration.ofMillis(100),
            Duration.ofHours(1),
            "Time for which an open connection may wait for its next request.");

    public static final Setting<Long> METRICS_GROUPS = Setting.number(
            "metrics.groups",
            1_000,
            0,
            1_000_000,
            "How many groups have lines of their own in /metrics, in the order of their declaration; 0 = none.");

    public static final List<Setting<?>> ALL =
            List.of(MAX_URI, MAX_HEADERS, MAX_BODY, REQUEST_TIMEOUT, IDLE_TIMEOUT, METRICS_GROUPS);

    private HttpSettings() {}
}
