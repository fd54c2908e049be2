// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.core.engine;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.portagemq.core.api.BrokerStatus;
import org.portagemq.core.group.NoteMemory;

/** How the broker is, for health and metrics. Belongs to the core. */
final class Condition {

    private final Catalog catalog;
    private final TurnLog durable;
    private final Alarms alarms;
    private final IndexKeeper indexes;
    private final ColdReads coldReads;
    private final NoteMemory notes;
    private final Totals totals;
    private final Remembered remembered;
    private final DeadLetters deadLetters;

    Condition(
            Catalog catalog,
            TurnLog durable,
            Alarms alarms,
            IndexKeeper indexes,
            ColdReads coldReads,
            NoteMemory notes,
            Totals totals,
            Remembered remembered,
            DeadLetters deadLetters) {
        this.catalog = catalog;
        this.durable = durable;
        this.alarms = alarms;
        this.indexes = indexes;
        this.coldReads = coldReads;
        this.notes = notes;
        this.totals = totals;
        this.remembered = remembered;
        this.deadLetters = deadLetters;
    }

    /** How everything is. */
    BrokerStatus status(Sessions sessions) {
        List<String> reasons = new ArrayList<>();
        BrokerStatus.State state = BrokerStatus.State.RUNNING;
        String held = alarms.reason();
        if (held != null) {
            state = BrokerStatus.State.HOLDING;
            reasons.add(held);
        }
        if (durable.hasFailed()) {
            state = BrokerStatus.State.FAILED;
            reasons.add("the store failed: " + durable.log().failure().getMessage());
        }
        Map<String, Long> counters = totals.counters();
        counters.put("limits_refused", sessions.refused());
        return new BrokerStatus(state, reasons, counters, gauges(sessions.count()));
    }

    private Map<String, Long> gauges(int sessions) {
        long ready = 0;
        long inFlight = 0;
        long bytes = 0;
        long consumers = 0;
        for (Group group : catalog.groups().values()) {
            consumers += group.consumers().size();
            inFlight += group.backlog().inFlight();
            if (group.source() != null) {
                // A cursor: the messages are those of the stream.
                continue;
            }
            ready += group.backlog().ready();
            bytes += group.backlog().bytes();
        }
        Map<String, Long> gauges = new LinkedHashMap<>();
        gauges.put("messages_ready", ready);
        gauges.put("messages_in_flight", inFlight);
        gauges.put("messages_bytes", bytes);
        gauges.put("messages_waiting", remembered.timetable().count());
        gauges.put("messages_stranded", deadLetters.stranded());
        gauges.put("transactions_waiting", (long) remembered.prepared().all().size());
        gauges.put("groups", (long) catalog.groups().size());
        gauges.put("namespaces", (long) catalog.namespaces().size());
        gauges.put("sessions", (long) sessions);
        gauges.put("consumers", consumers);
        gauges.put("log_bytes", durable.log().segments().bytesOnDisk());
        gauges.put("log_unsynced_bytes", durable.end() - durable.log().synced());
        gauges.put("index_memory_bytes", indexes.memoryBytes());
        gauges.put("read_ahead_bytes", coldReads.bytes());
        gauges.put("note_memory_bytes", notes.bytes());
        return gauges;
    }
}
