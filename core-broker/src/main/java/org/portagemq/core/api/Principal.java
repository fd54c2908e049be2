// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.core.api;

import java.util.Set;

/**
 * An authenticated user.
 *
 * @param tags roles such as {@code administrator}
 */
public record Principal(String name, Set<String> tags) {

    public static final String ADMINISTRATOR = "administrator";

    public Principal {
        tags = Set.copyOf(tags);
    }

    public boolean isAdministrator() {
        return tags.contains(ADMINISTRATOR);
    }
}
