// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.remoting.message;

import java.util.Arrays;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Which tags a subscription wants.
 *
 * @param wanted null for all messages, also those without a tag
 */
public record Tags(Set<String> wanted) {

    public static final Tags ALL = new Tags(null);

    /** Of an expression such as {@code a || b}; {@code *} or nothing for all. */
    public static Tags parse(String expression) {
        if (expression == null || expression.isBlank() || expression.strip().equals("*")) {
            return ALL;
        }
        Set<String> tags = Arrays.stream(expression.split("\\|\\|", -1))
                .map(String::strip)
                .filter(tag -> !tag.isEmpty())
                .collect(Collectors.toUnmodifiableSet());
        return tags.contains("*") ? ALL : new Tags(tags);
    }

    public boolean isAll() {
        return wanted == null;
    }

    /** @param tag of a message; null for none */
    public boolean matches(String tag) {
        return wanted == null || (tag != null && wanted.contains(tag));
    }
}
