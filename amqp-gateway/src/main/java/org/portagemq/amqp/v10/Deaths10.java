// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.amqp.v10;

import java.util.Date;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.qpid.proton.amqp.Symbol;
import org.apache.qpid.proton.amqp.UnsignedInteger;
import org.apache.qpid.proton.amqp.UnsignedLong;
import org.portagemq.amqp.v091.DeathHeaders;
import org.portagemq.core.api.Death;
import org.portagemq.core.api.Message;

/** What a dead-lettered message says of its deaths: the annotations that RabbitMQ's clients read. */
@SuppressWarnings("JavaUtilDate") // the library has no other type for times
final class Deaths10 {

    private Deaths10() {}

    /**
     * The annotations; none without a death.
     *
     * @param deaths the last one first
     */
    static Map<Symbol, Object> annotations(List<Death> deaths) {
        if (deaths.isEmpty()) {
            return Map.of();
        }
        Map<Symbol, Object> annotations = new LinkedHashMap<>();
        annotations.put(
                Symbol.valueOf("x-opt-deaths"),
                deaths.stream().map(Deaths10::entry).toArray(Map[]::new));
        name(annotations, "first", deaths.get(deaths.size() - 1));
        name(annotations, "last", deaths.get(0));
        return annotations;
    }

    private static void name(Map<Symbol, Object> annotations, String which, Death death) {
        annotations.put(Symbol.valueOf("x-" + which + "-death-queue"), death.group());
        annotations.put(Symbol.valueOf("x-" + which + "-death-reason"), DeathHeaders.reason(death));
        annotations.put(Symbol.valueOf("x-" + which + "-death-exchange"), death.topic());
    }

    private static Map<Symbol, Object> entry(Death death) {
        Map<Symbol, Object> entry = new LinkedHashMap<>();
        entry.put(Symbol.valueOf("queue"), death.group());
        entry.put(Symbol.valueOf("reason"), DeathHeaders.reason(death));
        entry.put(Symbol.valueOf("count"), UnsignedLong.valueOf(death.count()));
        entry.put(Symbol.valueOf("first-time"), new Date(death.time()));
        entry.put(Symbol.valueOf("exchange"), death.topic());
        // The first is the primary one; what follows may be keys of blind copies, of which nobody may read.
        entry.put(
                Symbol.valueOf("routing-keys"),
                death.routingKeys().stream().limit(1).toArray(String[]::new));
        if (death.ttlMs() != Message.NO_TTL) {
            entry.put(
                    Symbol.valueOf("ttl"),
                    UnsignedInteger.valueOf(Math.min(death.ttlMs(), UnsignedInteger.MAX_VALUE.longValue())));
        }
        return entry;
    }
}
