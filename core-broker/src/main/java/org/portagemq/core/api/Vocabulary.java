// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.core.api;

/**
 * What the identifiers of selectors mean to the applications of one protocol: each gateway brings its own. Filters are
 * stored with the name of their vocabulary. Thread-safe.
 */
public interface Vocabulary {

    /** Stored with filters; never used again for another meaning. */
    String name();

    /**
     * Refuses identifiers that a selector may not use.
     *
     * @throws BrokerException {@link ErrorCode#INVALID} with the reason
     */
    default void check(String identifier) {}

    /**
     * The value behind an identifier, null when there is none. Whole numbers of any width and fractions are numbers; what
     * is neither number, text nor truth value compares with nothing.
     *
     * @param message its envelope; the body is not to be looked at
     * @param properties the application's properties, read on demand
     */
    Object value(String identifier, Message message, MessageFormat.Properties properties);

    /**
     * Whether a property that is a text counts as the number or truth value that it spells, where it is compared with one or
     * reckoned with: for protocols whose properties are texts only.
     */
    default boolean textsSpellValues() {
        return false;
    }

    /** Identifiers are the names of properties. */
    Vocabulary PLAIN = new Vocabulary() {
        @Override
        public String name() {
            return "";
        }

        @Override
        public Object value(String identifier, Message message, MessageFormat.Properties properties) {
            return properties.get(identifier);
        }
    };
}
