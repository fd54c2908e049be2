// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.core.filter;

import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.portagemq.core.api.BrokerException;
import org.portagemq.core.api.ErrorCode;

/** A filter that is ready to be asked. Immutable. */
public sealed interface CompiledFilter {

    boolean matches(Subject subject);

    /** Messages with one of the tags among their routing keys. */
    record Tags(Set<String> wanted) implements CompiledFilter {

        static Tags parse(String expression) {
            Set<String> tags = Arrays.stream(expression.split("\\|\\|", -1))
                    .map(String::strip)
                    .collect(Collectors.toUnmodifiableSet());
            if (tags.contains("")) {
                throw new BrokerException(
                        ErrorCode.INVALID,
                        "tag expression '" + expression + "': a tag is missing; write tags like 'a || b', or '*'");
            }
            return new Tags(tags);
        }

        @Override
        public boolean matches(Subject subject) {
            List<String> tags = subject.message().routingKeys();
            for (int i = 0; i < tags.size(); i++) {
                if (wanted.contains(tags.get(i))) {
                    return true;
                }
            }
            return false;
        }
    }

    /** Messages for which the condition is true: neither false nor unknown. */
    record Selector(Term condition) implements CompiledFilter {
        @Override
        public boolean matches(Subject subject) {
            return Boolean.TRUE.equals(condition.value(subject)) && !subject.isUnreadable();
        }
    }

    /** Every message. */
    record Everything() implements CompiledFilter {
        @Override
        public boolean matches(Subject subject) {
            return true;
        }
    }
}
