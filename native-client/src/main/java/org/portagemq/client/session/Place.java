// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.client.session;

import java.util.Locale;
import java.util.Objects;

/** Where messages are sent to and come from, as applications name it. */
public record Place(Kind kind, String name) {

    /** What a name means. Their order is part of the encoding. */
    public enum Kind {
        QUEUE,
        TOPIC,
        /** A queue of one connection, which ends with it. */
        TEMPORARY_QUEUE,
        /** A topic whose subscribers are all on one connection, and which ends with it. */
        TEMPORARY_TOPIC;

        public boolean isQueue() {
            return this == QUEUE || this == TEMPORARY_QUEUE;
        }

        public boolean isTemporary() {
            return this == TEMPORARY_QUEUE || this == TEMPORARY_TOPIC;
        }
    }

    public Place {
        Objects.requireNonNull(kind);
        Objects.requireNonNull(name);
    }

    public static Place queue(String name) {
        return new Place(Kind.QUEUE, name);
    }

    public static Place topic(String name) {
        return new Place(Kind.TOPIC, name);
    }

    @Override
    public String toString() {
        return kind.name().toLowerCase(Locale.ROOT).replace('_', ' ') + " '" + name + "'";
    }
}
