// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.amqp.v091;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.portagemq.core.api.Filter;
import org.portagemq.core.api.Message;
import org.portagemq.core.api.MessageFormat;
import org.portagemq.core.api.Payload;
import org.portagemq.core.filter.Filters;
import org.portagemq.core.filter.Subject;

/** What the filters of consumers of streams let through. */
class StreamFilterTest {

    /** A message whose header is its filter value; empty for none. */
    private static final class ValueFormat implements MessageFormat {
        @Override
        public byte id() {
            return 99;
        }

        @Override
        public String name() {
            return "value";
        }

        @Override
        public Properties properties(Payload header) {
            return name -> name.equals("x-stream-filter-value") && header.length() > 0 ? header.toUtf8() : null;
        }
    }

    private static final MessageFormat FORMAT = new ValueFormat();

    private static boolean matches(Map<String, Object> arguments, String value) {
        Filter filter = StreamFilter.of(arguments, "consumer of queue 's'");
        Message message = Message.of("s", true, FORMAT, Payload.utf8(value), Payload.EMPTY);
        return new Filters(Filters.Limits.DEFAULT, List.of(StreamFilter.VOCABULARY))
                .compile(filter)
                .matches(new Subject(message));
    }

    @Test
    void oneOfTheValuesIsEnough() {
        Map<String, Object> arguments = Map.of("x-stream-filter", List.of("red", "it's"));
        assertTrue(matches(arguments, "red"));
        assertTrue(matches(arguments, "it's"));
        assertFalse(matches(arguments, "blue"));
        assertFalse(matches(arguments, ""));
        assertTrue(matches(Map.of("x-stream-filter", "blue"), "blue"));
    }

    @Test
    void textsThatLookLikeConditionsAreTexts() {
        String hostile = "x') OR (value IS NOT NULL";
        assertFalse(matches(Map.of("x-stream-filter", hostile), "blue"));
        assertTrue(matches(Map.of("x-stream-filter", hostile), hostile));
    }

    @Test
    void thoseWithoutAValueComeWhenTheyAreWanted() {
        Map<String, Object> arguments = new HashMap<>(Map.of("x-stream-filter", "red"));
        arguments.put("x-stream-match-unfiltered", true);
        assertTrue(matches(arguments, ""));
        assertTrue(matches(arguments, "red"));
        assertFalse(matches(arguments, "blue"));
        arguments.put("x-stream-match-unfiltered", false);
        assertFalse(matches(arguments, ""));
    }

    @Test
    void withoutValuesThereIsNoFilter() {
        assertTrue(StreamFilter.of(Map.of(), "c").isAll());
        assertTrue(
                StreamFilter.of(Map.of("x-stream-match-unfiltered", true), "c").isAll());
    }

    @Test
    void whatIsNotUnderstoodIsRefused() {
        Map<String, Object> none = new HashMap<>();
        none.put("x-stream-filter", null);
        for (Map<String, Object> arguments : List.of(
                none,
                Map.<String, Object>of("x-stream-filter", 1),
                Map.<String, Object>of("x-stream-filter", List.of()),
                Map.<String, Object>of("x-stream-filter", List.of("red", 1)),
                Map.<String, Object>of("x-stream-match-unfiltered", "yes"))) {
            AmqpException refused = assertThrows(AmqpException.class, () -> StreamFilter.of(arguments, "c"));
            assertEquals(ReplyCode.PRECONDITION_FAILED, refused.code());
        }
    }
}
