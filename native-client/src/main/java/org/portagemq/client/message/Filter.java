// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.client.message;

import java.util.List;
import org.portagemq.client.error.FilterSyntaxException;
import org.portagemq.client.error.Incident;

/**
 * Which messages of a topic are wanted. The broker looks at them.
 *
 * @param type of the expression
 * @param expression as the broker reads it
 */
public record Filter(Type type, String expression) {

    private static final Filter ALL = new Filter(Type.TAG, "*");

    /** How an expression is written. */
    public enum Type {
        TAG,
        SQL92
    }

    public static Filter all() {
        return ALL;
    }

    /** Messages that have one of these tags. */
    public static Filter tags(String... tags) {
        for (String tag : tags) {
            if (tag.isBlank() || tag.contains("|") || tag.equals("*")) {
                throw invalid(tag, "it is no tag");
            }
        }
        if (tags.length == 0) {
            throw invalid("", "no tag is named: use Filter.all() for all messages");
        }
        return new Filter(Type.TAG, String.join(" || ", List.of(tags)));
    }

    /** Messages whose properties fulfil a condition: {@code region IN ('eu', 'us') AND amount > 100}. */
    public static Filter sql(String condition) {
        if (condition.isBlank()) {
            throw invalid(condition, "the condition is empty");
        }
        return new Filter(Type.SQL92, condition);
    }

    private static FilterSyntaxException invalid(String filter, String why) {
        return new FilterSyntaxException(Incident.local("make filter '" + filter + "'", why));
    }
}
