// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.client.micrometer;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;
import org.portagemq.client.PortageClient;

/** What a client as a whole measures: {@code new ClientMeters(client).bindTo(registry)}. */
public final class ClientMeters implements MeterBinder {

    private final PortageClient client;

    public ClientMeters(PortageClient client) {
        this.client = client;
    }

    @Override
    public void bindTo(MeterRegistry registry) {
        Gauge.builder("portage.client.inflight.bytes", client, one -> one.status()
                        .bytesInFlight())
                .baseUnit("bytes")
                .register(registry);
        Gauge.builder("portage.client.connections", client, one -> one.status().connections().values().stream()
                        .filter(connected -> connected)
                        .count())
                .register(registry);
        FunctionCounter.builder("portage.client.events.dropped", client, one -> one.status()
                        .eventsDropped())
                .register(registry);
        FunctionCounter.builder("portage.client.interceptor.failures", client, one -> one.status()
                        .interceptorFailures())
                .register(registry);
    }
}
