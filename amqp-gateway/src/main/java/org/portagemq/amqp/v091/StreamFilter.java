// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.amqp.v091;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.portagemq.core.api.Filter;
import org.portagemq.core.api.Message;
import org.portagemq.core.api.MessageFormat;
import org.portagemq.core.api.Vocabulary;

/**
 * Which messages of a stream a consumer wants, by the header {@code x-stream-filter-value} that their publishers gave them:
 * one of some values, and perhaps those without any. The broker looks at each message, so that no other one comes.
 */
public final class StreamFilter {

    private static final String FILTER = "x-stream-filter";
    private static final String MATCH_UNFILTERED = "x-stream-match-unfiltered";
    private static final String HEADER = "x-stream-filter-value";

    /** The one identifier there is. */
    private static final String VALUE = "value";

    /** What the broker has to know to evaluate these filters. */
    public static final Vocabulary VOCABULARY = new Vocabulary() {
        @Override
        public String name() {
            return "amqp-0-9-1-stream";
        }

        @Override
        public Object value(String identifier, Message message, MessageFormat.Properties properties) {
            return identifier.equals(VALUE) ? properties.get(HEADER) : null;
        }
    };

    private StreamFilter() {}

    /**
     * The filter of a consumer; {@link Filter#ALL} when it asks for none.
     *
     * @throws AmqpException 406 when it is not understood
     */
    static Filter of(Map<String, Object> arguments, String what) {
        boolean unfiltered = matchUnfiltered(arguments, what);
        if (!arguments.containsKey(FILTER)) {
            return Filter.ALL;
        }
        StringBuilder condition = new StringBuilder(VALUE).append(" IN (");
        String separator = "";
        for (String value : values(arguments, what)) {
            condition
                    .append(separator)
                    .append('\'')
                    .append(value.replace("'", "''"))
                    .append('\'');
            separator = ", ";
        }
        condition.append(')');
        if (unfiltered) {
            condition.append(" OR ").append(VALUE).append(" IS NULL");
        }
        return Filter.selector(condition.toString(), VOCABULARY);
    }

    private static Set<String> values(Map<String, Object> arguments, String what) {
        Object given = arguments.get(FILTER);
        Set<String> values = new LinkedHashSet<>();
        for (Object value : given instanceof List<?> list ? list : List.of(given == null ? false : given)) {
            if (!(value instanceof String text)) {
                throw invalid(FILTER, arguments, what, "is not a text or a list of texts");
            }
            values.add(text);
        }
        if (values.isEmpty()) {
            throw invalid(FILTER, arguments, what, "has no value");
        }
        return values;
    }

    private static boolean matchUnfiltered(Map<String, Object> arguments, String what) {
        Object given = arguments.getOrDefault(MATCH_UNFILTERED, false);
        if (!(given instanceof Boolean wanted)) {
            throw invalid(MATCH_UNFILTERED, arguments, what, "is not true or false");
        }
        return wanted;
    }

    private static AmqpException invalid(String name, Map<String, Object> arguments, String what, String why) {
        return ReplyCode.PRECONDITION_FAILED.because(
                "invalid arg '" + name + "' for " + what + ": " + name + " = " + arguments.get(name) + " " + why);
    }
}
