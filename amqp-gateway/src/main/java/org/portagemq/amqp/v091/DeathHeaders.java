// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.amqp.v091;

import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.portagemq.amqp.v091.wire.ContentHeader;
import org.portagemq.amqp.v091.wire.TableLimits;
import org.portagemq.core.api.Death;
import org.portagemq.core.api.Message;
import org.portagemq.core.api.Payload;

/** What a dead-lettered message says of its deaths: the headers that RabbitMQ's clients read. */
public final class DeathHeaders {

    private static final String COPIES = "CC";

    private DeathHeaders() {}

    /**
     * The properties with these headers, and without an expiration, which counted for the queue where it died only.
     *
     * @param deaths at least one, the last one first
     * @param routingKeys what the message is routed by now
     */
    static Payload add(Payload properties, List<Death> deaths, List<String> routingKeys) {
        Map<String, Object> headers = new LinkedHashMap<>(ContentHeader.headers(properties, TableLimits.DEFAULT));
        List<?> copies = headers.get(COPIES) instanceof List<?> keys ? keys : List.of();
        if (!routingKeys.containsAll(copies)) {
            // A dead-letter key took the place of all keys.
            headers.remove(COPIES);
        }
        List<Object> entries = new ArrayList<>();
        deaths.forEach(death -> entries.add(entry(death, copies)));
        headers.put("x-death", entries);
        name(headers, "first", deaths.get(deaths.size() - 1));
        name(headers, "last", deaths.get(0));
        return ContentHeader.withHeaders(ContentHeader.withoutExpiration(properties), headers);
    }

    private static void name(Map<String, Object> headers, String which, Death death) {
        headers.put("x-" + which + "-death-reason", reason(death));
        headers.put("x-" + which + "-death-queue", death.group());
        headers.put("x-" + which + "-death-exchange", death.topic());
    }

    private static Map<String, Object> entry(Death death, List<?> copies) {
        Map<String, Object> entry = new LinkedHashMap<>();
        entry.put("count", death.count());
        entry.put("reason", reason(death));
        entry.put("queue", death.group());
        entry.put("time", Instant.ofEpochMilli(death.time()));
        entry.put("exchange", death.topic());
        entry.put("routing-keys", shownKeys(death.routingKeys(), copies));
        if (death.ttlMs() != Message.NO_TTL) {
            entry.put("original-expiration", Long.toString(death.ttlMs()));
        }
        return entry;
    }

    /** Without those of blind copies, of which nobody may read. */
    private static List<String> shownKeys(List<String> keys, List<?> copies) {
        List<String> shown = new ArrayList<>();
        for (String key : keys) {
            if (shown.isEmpty() || copies.contains(key)) {
                shown.add(key);
            }
        }
        return shown;
    }

    /** The name that RabbitMQ's clients know for why a message died. */
    public static String reason(Death death) {
        return death.reason() == Death.Reason.OVERFLOW
                ? "maxlen"
                : death.reason().name().toLowerCase(Locale.ROOT);
    }
}
