// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.server.http;

import io.prometheus.metrics.model.snapshots.CounterSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongSupplier;
import java.util.function.ToDoubleFunction;
import org.portagemq.core.api.BrokerAccounts;
import org.portagemq.core.api.Rates;

/** The lines of {@code /metrics} about each namespace, and about each of so many groups. */
final class AccountMetrics {

    private static final double MILLIS_PER_SECOND = 1000;

    private final LongSupplier wallMs;

    /** What the lines of a group and of a namespace have in common. */
    private record Account(
            Labels labels,
            long ready,
            long inFlight,
            long held,
            long delayed,
            long bytes,
            int consumers,
            long arrived,
            long delivered,
            long acknowledged,
            long oldestReady,
            Rates rates) {}

    AccountMetrics(LongSupplier wallMs) {
        this.wallMs = wallMs;
    }

    void add(MetricSnapshots.Builder all, BrokerAccounts accounts) {
        List<Account> namespaces = new ArrayList<>();
        accounts.namespaces()
                .forEach(one -> namespaces.add(new Account(
                        Labels.of("namespace", one.settings().name()),
                        one.ready(),
                        one.inFlight(),
                        one.held(),
                        one.delayed(),
                        one.bytes(),
                        one.consumers(),
                        one.arrived(),
                        one.delivered(),
                        one.acknowledged(),
                        one.oldestReady(),
                        one.rates())));
        add(all, "portage_namespace_", namespaces);
        List<Account> groups = new ArrayList<>();
        accounts.groups().forEach(one -> groups.add(account(one)));
        add(all, "portage_group_", groups);
        all.metricSnapshot(GaugeSnapshot.builder()
                .name("portage_groups_without_lines")
                .help("Groups beyond metrics.groups, which have no lines of their own.")
                .dataPoint(point(Labels.EMPTY, (double) accounts.left()))
                .build());
    }

    private static Account account(BrokerAccounts.OfGroup one) {
        var info = one.info();
        return new Account(
                Labels.of("namespace", one.namespace(), "group", info.settings().name()),
                info.ready(),
                info.inFlight(),
                info.held(),
                info.delayed(),
                info.bytes(),
                info.consumers(),
                info.arrived(),
                info.delivered(),
                info.acknowledged(),
                info.oldestReady(),
                info.rates());
    }

    private void add(MetricSnapshots.Builder all, String prefix, List<Account> accounts) {
        if (accounts.isEmpty()) {
            return;
        }
        gauge(all, prefix + "messages_ready", "Messages that can be handed out.", accounts, Account::ready);
        gauge(all, prefix + "messages_in_flight", "Messages handed out and not settled.", accounts, Account::inFlight);
        gauge(
                all,
                prefix + "messages_held",
                "Of those in flight: held by prepared transactions.",
                accounts,
                Account::held);
        gauge(all, prefix + "messages_delayed", "Messages that wait for their time.", accounts, Account::delayed);
        gauge(all, prefix + "messages_bytes", "Size of what is ready or in flight.", accounts, Account::bytes);
        gauge(all, prefix + "consumers", "Consumers.", accounts, Account::consumers);
        counter(all, prefix + "messages_arrived", "Messages that came.", accounts, Account::arrived);
        counter(all, prefix + "messages_delivered", "Deliveries since the start.", accounts, Account::delivered);
        counter(
                all,
                prefix + "messages_acknowledged",
                "Acknowledgements since the start.",
                accounts,
                Account::acknowledged);
        ages(all, prefix + "oldest_ready_seconds", accounts);
        rates(all, prefix + "messages_per_second", accounts);
    }

    private void ages(MetricSnapshots.Builder all, String name, List<Account> accounts) {
        long now = wallMs.getAsLong();
        GaugeSnapshot.Builder ages = GaugeSnapshot.builder()
                .name(name)
                .help("Age of the oldest ready message; no line where none is known.");
        for (Account account : accounts) {
            if (account.oldestReady > 0) {
                ages.dataPoint(point(account.labels, Math.max(0, now - account.oldestReady) / MILLIS_PER_SECOND));
            }
        }
        all.metricSnapshot(ages.build());
    }

    private static void rates(MetricSnapshots.Builder all, String name, List<Account> accounts) {
        GaugeSnapshot.Builder rates =
                GaugeSnapshot.builder().name(name).help("How fast messages come and go, over some seconds.");
        for (Account account : accounts) {
            rates.dataPoint(point(account.labels.merge(Labels.of("what", "in")), account.rates.in()));
            rates.dataPoint(point(account.labels.merge(Labels.of("what", "out")), account.rates.out()));
            rates.dataPoint(
                    point(account.labels.merge(Labels.of("what", "acknowledged")), account.rates.acknowledged()));
        }
        all.metricSnapshot(rates.build());
    }

    private static void gauge(
            MetricSnapshots.Builder all,
            String name,
            String help,
            List<Account> accounts,
            ToDoubleFunction<Account> value) {
        GaugeSnapshot.Builder gauge = GaugeSnapshot.builder().name(name).help(help);
        accounts.forEach(account -> gauge.dataPoint(point(account.labels, value.applyAsDouble(account))));
        all.metricSnapshot(gauge.build());
    }

    private static GaugeSnapshot.GaugeDataPointSnapshot point(Labels labels, double value) {
        return GaugeSnapshot.GaugeDataPointSnapshot.builder()
                .labels(labels)
                .value(value)
                .build();
    }

    private static void counter(
            MetricSnapshots.Builder all,
            String name,
            String help,
            List<Account> accounts,
            ToDoubleFunction<Account> value) {
        CounterSnapshot.Builder counter = CounterSnapshot.builder().name(name).help(help);
        accounts.forEach(account -> counter.dataPoint(CounterSnapshot.CounterDataPointSnapshot.builder()
                .labels(account.labels)
                .value(value.applyAsDouble(account))
                .build()));
        all.metricSnapshot(counter.build());
    }
}
