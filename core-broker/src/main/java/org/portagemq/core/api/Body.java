// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.core.api;

import java.util.Objects;

/** What a message carries, told apart as far as some consumers need to know. */
public sealed interface Body {

    /** Bytes, whatever they mean. */
    record Bytes(Payload bytes) implements Body {}

    /**
     * Text.
     *
     * @param utf8 in UTF-8
     */
    record Text(Payload utf8) implements Body {}

    /**
     * A single value.
     *
     * @param value of the kinds of {@link ValueText}, not null: a list and a map are values too
     */
    record Value(Object value) implements Body {
        public Value {
            Objects.requireNonNull(value);
        }
    }
}
