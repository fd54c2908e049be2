// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.server.http;

import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.prometheus.metrics.expositionformats.ExpositionFormatWriter;
import io.prometheus.metrics.expositionformats.ExpositionFormats;
import io.prometheus.metrics.model.snapshots.CounterSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import io.prometheus.metrics.model.snapshots.PrometheusNaming;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.GarbageCollectorMXBean;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryUsage;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Map;
import java.util.function.Supplier;
import org.portagemq.core.api.BrokerAccounts;
import org.portagemq.core.api.BrokerStatus;
import org.portagemq.transport.ConnectionRegistry;

/**
 * {@code /metrics} in the text form of Prometheus or OpenMetrics, as the request asks. The only labels are names of states,
 * listeners, garbage collectors and namespaces, and of so many groups as are set: the number of series is bounded whatever
 * clients do.
 */
final class MetricsPage {

    private static final String PREFIX = "portage_";
    private static final double MILLIS_PER_SECOND = 1000;

    private final Supplier<BrokerStatus> status;
    private final Supplier<BrokerAccounts> accounts;
    private final ConnectionRegistry connections;
    private final AccountMetrics accountMetrics = new AccountMetrics(System::currentTimeMillis);
    private final ExpositionFormats formats = ExpositionFormats.init();

    MetricsPage(Supplier<BrokerStatus> status, Supplier<BrokerAccounts> accounts, ConnectionRegistry connections) {
        this.accounts = accounts;
        this.status = status;
        this.connections = connections;
    }

    HttpRoute route() {
        return new HttpRoute("/metrics", headers -> answer(headers.get(HttpHeaderNames.ACCEPT)));
    }

    private HttpAnswer answer(String accept) {
        ExpositionFormatWriter writer = formats.findWriter(accept);
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        try {
            writer.write(body, snapshots());
        } catch (IOException impossible) {
            throw new UncheckedIOException("writing to memory failed", impossible);
        }
        return new HttpAnswer(
                HttpResponseStatus.OK, writer.getContentType(), body.toString(StandardCharsets.UTF_8), Map.of());
    }

    private MetricSnapshots snapshots() {
        MetricSnapshots.Builder all = MetricSnapshots.builder();
        broker(all, status.get());
        accountMetrics.add(all, accounts.get());
        connections(all, connections.counts());
        machine(all);
        return all.build();
    }

    private static void broker(MetricSnapshots.Builder all, BrokerStatus now) {
        now.counters().forEach((name, value) -> all.metricSnapshot(counter(name, "Counter of the broker.", value)));
        now.gauges().forEach((name, value) -> all.metricSnapshot(gauge(name, "Gauge of the broker.", value)));
        GaugeSnapshot.Builder states =
                GaugeSnapshot.builder().name(PREFIX + "state").help("1 for the state that the broker is in.");
        for (BrokerStatus.State state : BrokerStatus.State.values()) {
            states.dataPoint(GaugeSnapshot.GaugeDataPointSnapshot.builder()
                    .labels(Labels.of("state", state.name().toLowerCase(Locale.ROOT)))
                    .value(state == now.state() ? 1 : 0)
                    .build());
        }
        all.metricSnapshot(states.build());
    }

    private static void connections(MetricSnapshots.Builder all, ConnectionRegistry.Counts counts) {
        GaugeSnapshot.Builder open =
                GaugeSnapshot.builder().name(PREFIX + "connections").help("Open connections by listener.");
        counts.openByProtocol()
                .forEach((listener, number) -> open.dataPoint(GaugeSnapshot.GaugeDataPointSnapshot.builder()
                        .labels(Labels.of("listener", listener))
                        .value(number)
                        .build()));
        all.metricSnapshot(open.build());
        all.metricSnapshot(counter("connections_accepted", "Connections since the start.", counts.accepted()));
        all.metricSnapshot(
                counter("connections_refused", "Connections that a limit refused since the start.", counts.refused()));
    }

    private static void machine(MetricSnapshots.Builder all) {
        MemoryUsage heap = ManagementFactory.getMemoryMXBean().getHeapMemoryUsage();
        all.metricSnapshot(gauge("jvm_heap_used_bytes", "Heap in use.", heap.getUsed()));
        all.metricSnapshot(gauge("jvm_heap_max_bytes", "Largest heap.", heap.getMax()));
        all.metricSnapshot(gauge(
                "jvm_threads", "Threads.", ManagementFactory.getThreadMXBean().getThreadCount()));
        all.metricSnapshot(gauge(
                "uptime_seconds",
                "Time since the start of the process.",
                ManagementFactory.getRuntimeMXBean().getUptime() / 1000));
        CounterSnapshot.Builder pauses = CounterSnapshot.builder()
                .name(PREFIX + "jvm_gc_seconds")
                .help("Time in garbage collection by collector.");
        for (GarbageCollectorMXBean collector : ManagementFactory.getGarbageCollectorMXBeans()) {
            pauses.dataPoint(CounterSnapshot.CounterDataPointSnapshot.builder()
                    .labels(Labels.of("collector", collector.getName()))
                    .value(Math.max(0, collector.getCollectionTime()) / MILLIS_PER_SECOND)
                    .build());
        }
        all.metricSnapshot(pauses.build());
    }

    private static CounterSnapshot counter(String name, String help, long value) {
        return CounterSnapshot.builder()
                .name(metricName(name))
                .help(help)
                .dataPoint(CounterSnapshot.CounterDataPointSnapshot.builder()
                        .value((double) value)
                        .build())
                .build();
    }

    private static GaugeSnapshot gauge(String name, String help, long value) {
        return GaugeSnapshot.builder()
                .name(metricName(name))
                .help(help)
                .dataPoint(GaugeSnapshot.GaugeDataPointSnapshot.builder()
                        .value((double) value)
                        .build())
                .build();
    }

    private static String metricName(String name) {
        return PrometheusNaming.sanitizeMetricName(
                PREFIX + name.replace('-', '_').replace('.', '_'));
    }
}
