// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.core.api;

import java.util.Objects;

/**
 * Which messages somebody wants. Two filters are the same when all their parts are equal; equal ones are evaluated once
 * for each message. What is not understood is refused where the filter is used, with {@link ErrorCode#INVALID} and the
 * place of the error.
 *
 * @param text in the language; a selector without text and the tag {@code *} want everything
 * @param vocabulary the name of the {@link Vocabulary} that says what the identifiers of a selector mean
 */
public record Filter(Language language, String text, String vocabulary) {

    /** How the text is to be read. */
    public enum Language {
        /** Tags parted by {@code ||}: one of the message's routing keys is among them. */
        TAGS,
        /** A condition over properties in the conditional part of SQL92, with three-valued logic. */
        SELECTOR
    }

    /** Every message. */
    public static final Filter ALL = tags("*");

    public Filter {
        Objects.requireNonNull(language);
        Objects.requireNonNull(text);
        Objects.requireNonNull(vocabulary);
    }

    public static Filter tags(String expression) {
        return new Filter(Language.TAGS, expression, Vocabulary.PLAIN.name());
    }

    /** A selector whose identifiers are the names of the application's properties. */
    public static Filter selector(String text) {
        return selector(text, Vocabulary.PLAIN);
    }

    public static Filter selector(String text, Vocabulary vocabulary) {
        return new Filter(Language.SELECTOR, text, vocabulary.name());
    }

    /** Whether every message passes, so that none need be looked at. */
    public boolean isAll() {
        String words = text.strip();
        return words.isEmpty() || (language == Language.TAGS && words.equals("*"));
    }
}
