// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.amqp.v10;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.portagemq.amqp.v091.StreamArguments;
import org.portagemq.core.api.StreamStart;

/**
 * What a source says that is of streams only, as RabbitMQ's clients say it: where to begin, and which filter values its
 * messages have, or that they may have none. Messages have theirs in the annotation {@code x-stream-filter-value}.
 */
final class StreamFilters {

    private final long nowMs;
    private final List<String> values = new ArrayList<>();
    private StreamStart start;
    private boolean unfiltered;
    private boolean asked;

    /**
     * @param nowMs epoch ms
     */
    StreamFilters(long nowMs) {
        this.nowMs = nowMs;
    }

    boolean start(Object place) {
        asked = true;
        start = StreamArguments.place(Values.shared(place), nowMs);
        if (start == null) {
            throw new Refusal(
                    Conditions.INVALID_FIELD,
                    "rabbitmq:stream-offset-spec " + place
                            + " is not first, last, next, an offset, a time, or a time ago like 2h");
        }
        return true;
    }

    boolean values(Object wanted) {
        for (Object value : wanted instanceof List<?> list ? list : List.of(wanted)) {
            if (!(value instanceof String text)) {
                throw new Refusal(
                        Conditions.INVALID_FIELD, "rabbitmq:stream-filter " + wanted + " is no text or list of texts");
            }
            values.add(FieldFilter.quoted(text));
        }
        asked = true;
        return true;
    }

    boolean unfiltered(Object wanted) {
        if (!(wanted instanceof Boolean is)) {
            throw new Refusal(
                    Conditions.INVALID_FIELD, "rabbitmq:stream-match-unfiltered " + wanted + " is not true or false");
        }
        asked = true;
        unfiltered = is;
        return true;
    }

    /** Where to begin; null when nothing at all was said. */
    StreamStart start() {
        return asked && start == null ? StreamStart.NEXT : start;
    }

    /** That only some filter values are wanted. */
    Optional<String> condition() {
        if (values.isEmpty()) {
            return Optional.empty();
        }
        String among = PropertyField.STREAM_FILTER + " IN (" + String.join(", ", values) + ")";
        return Optional.of(unfiltered ? among + " OR " + PropertyField.STREAM_FILTER + " IS NULL" : among);
    }
}
