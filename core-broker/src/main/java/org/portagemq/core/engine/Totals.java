// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.core.engine;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Counts of the whole broker. Belongs to the core, which hands out copies.
 */
final class Totals {

    long published;
    long publishedBytes;
    long unrouted;
    long enqueued;
    long delivered;
    long redelivered;
    long acknowledged;
    long released;
    long rejected;
    long purged;
    long expired;
    long overflowed;
    long deadLettered;
    long committed;
    long rolledBack;
    long held;
    long coldReads;
    long damaged;
    long delayed;
    long due;
    long postponed;
    long recalled;
    long prepared;
    long parkedTransactions;
    long abandonedTransactions;
    long deduplicated;
    long unreadable;
    long looked;
    long keysHeldUp;
    long inFlight;

    Map<String, Long> counters() {
        Map<String, Long> counters = new LinkedHashMap<>();
        counters.put("messages_published", published);
        counters.put("messages_published_bytes", publishedBytes);
        counters.put("messages_unrouted", unrouted);
        counters.put("messages_enqueued", enqueued);
        counters.put("messages_delivered", delivered);
        counters.put("messages_redelivered", redelivered);
        counters.put("messages_acknowledged", acknowledged);
        counters.put("messages_released", released);
        counters.put("messages_rejected", rejected);
        counters.put("messages_purged", purged);
        counters.put("messages_expired", expired);
        counters.put("messages_overflowed", overflowed);
        counters.put("messages_dead_lettered", deadLettered);
        counters.put("transactions_committed", committed);
        counters.put("transactions_rolled_back", rolledBack);
        counters.put("publishes_held", held);
        counters.put("cold_reads", coldReads);
        counters.put("records_damaged", damaged);
        counters.put("messages_delayed", delayed);
        counters.put("messages_due", due);
        counters.put("messages_postponed", postponed);
        counters.put("messages_recalled", recalled);
        counters.put("messages_deduplicated", deduplicated);
        counters.put("transactions_prepared", prepared);
        counters.put("transactions_parked", parkedTransactions);
        counters.put("transactions_abandoned", abandonedTransactions);
        counters.put("headers_unreadable", unreadable);
        counters.put("messages_selected_from", looked);
        counters.put("key_windows_full", keysHeldUp);
        return counters;
    }
}
