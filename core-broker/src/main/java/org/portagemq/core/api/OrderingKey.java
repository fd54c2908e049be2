// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.core.api;

import java.util.Objects;

/**
 * What messages have in common that are to stay in order.
 *
 * @param last whether the key's messages need not go on to the same consumer after this one
 */
public record OrderingKey(String key, boolean last) {

    public OrderingKey {
        Objects.requireNonNull(key);
    }

    public OrderingKey(String key) {
        this(key, false);
    }
}
