// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.core.api;

import java.util.Set;

/**
 * An authenticated user.
 *
 * @param tags roles such as {@code administrator}
 * @param untilMs epoch ms at which what proved the user expires; {@link #FOR_EVER} when it does not
 */
public record Principal(String name, Set<String> tags, long untilMs) {

    public static final long FOR_EVER = Long.MAX_VALUE;

    public static final String ADMINISTRATOR = "administrator";

    public Principal {
        tags = Set.copyOf(tags);
    }

    /** One whose proof does not expire. */
    public Principal(String name, Set<String> tags) {
        this(name, tags, FOR_EVER);
    }

    public boolean isAdministrator() {
        return tags.contains(ADMINISTRATOR);
    }
}
