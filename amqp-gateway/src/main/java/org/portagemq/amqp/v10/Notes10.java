// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.amqp.v10;

import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.qpid.proton.amqp.Symbol;
import org.apache.qpid.proton.amqp.messaging.MessageAnnotations;
import org.apache.qpid.proton.amqp.messaging.Modified;
import org.portagemq.core.api.Payload;

/**
 * Annotations that receivers have given a message with the outcome modified. The broker keeps them beside the message, as
 * an encoded section of message annotations.
 */
final class Notes10 {

    private Notes10() {}

    /**
     * What is to be noted by the outcome: what was there, and over it what the outcome brings. Null when that is nothing.
     *
     * @throws Refusal when a key is no symbol
     */
    static Payload noted(Payload before, Object outcome) {
        Map<?, ?> more = outcome instanceof Modified modified ? modified.getMessageAnnotations() : null;
        if (more == null || more.isEmpty()) {
            return null;
        }
        Map<Symbol, Object> all = new LinkedHashMap<>(read(before));
        more.forEach((key, value) -> all.put(symbol(key), value));
        return Payload.of(Codec.write(new MessageAnnotations(all)));
    }

    private static Symbol symbol(Object key) {
        if (key instanceof Symbol symbol) {
            return symbol;
        }
        throw new Refusal(
                Conditions.INVALID_FIELD,
                "the keys of the annotations in modified are symbols, which this is not: " + key);
    }

    /** What was noted, and over it what is of this delivery. */
    static Map<Symbol, Object> with(Payload note, Map<Symbol, Object> more) {
        if (note.length() == 0) {
            return more;
        }
        Map<Symbol, Object> all = new LinkedHashMap<>(read(note));
        all.putAll(more);
        return all;
    }

    private static Map<Symbol, Object> read(Payload note) {
        return new Stored(note.array()).annotations();
    }
}
