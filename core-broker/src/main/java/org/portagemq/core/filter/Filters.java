// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.core.filter;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.portagemq.core.api.BrokerException;
import org.portagemq.core.api.ErrorCode;
import org.portagemq.core.api.Filter;
import org.portagemq.core.api.Vocabulary;

/** Makes filters ready to be asked, within limits. Immutable. */
public final class Filters {

    private final Limits limits;
    private final Map<String, Vocabulary> vocabularies = new HashMap<>();

    /**
     * How much a filter may cost.
     *
     * @param length characters of its text
     * @param nodes parts of a selector: at most so many steps are taken for a message
     * @param depth how deep its parts may be nested
     */
    public record Limits(int length, int nodes, int depth) {

        /** The limits that hold when nothing else is set. */
        public static final Limits DEFAULT = new Limits(4096, 256, 64);
    }

    public Filters(Limits limits, List<Vocabulary> known) {
        this.limits = limits;
        vocabularies.put(Vocabulary.PLAIN.name(), Vocabulary.PLAIN);
        for (Vocabulary vocabulary : known) {
            Vocabulary other = vocabularies.put(vocabulary.name(), vocabulary);
            if (other != null && other != vocabulary) {
                throw new IllegalArgumentException("two vocabularies have the name '" + vocabulary.name() + "'");
            }
        }
    }

    /**
     * Reads the filter.
     *
     * @throws BrokerException {@link ErrorCode#INVALID} when it is not understood, {@link ErrorCode#LIMIT_EXCEEDED} when
     *     it may cost too much, {@link ErrorCode#NOT_SUPPORTED} when nobody brings its vocabulary
     */
    public CompiledFilter compile(Filter filter) {
        if (filter.isAll()) {
            return new CompiledFilter.Everything();
        }
        if (filter.text().length() > limits.length) {
            throw new BrokerException(
                    ErrorCode.LIMIT_EXCEEDED,
                    "the filter has " + filter.text().length() + " characters, more than the limit of " + limits.length
                            + " (setting limits.filter-length)");
        }
        if (filter.language() == Filter.Language.TAGS) {
            return CompiledFilter.Tags.parse(filter.text());
        }
        return compile(filter, limits);
    }

    /** A filter that was accepted before: limits that were lowered since do not count, so that no start fails by them. */
    public CompiledFilter compileAccepted(Filter filter) {
        if (filter.isAll()) {
            return new CompiledFilter.Everything();
        }
        return filter.language() == Filter.Language.TAGS
                ? CompiledFilter.Tags.parse(filter.text())
                : compile(filter, new Limits(Integer.MAX_VALUE, Integer.MAX_VALUE, 1_000));
    }

    private CompiledFilter compile(Filter filter, Limits within) {
        Vocabulary vocabulary = vocabularies.get(filter.vocabulary());
        if (vocabulary == null) {
            throw new BrokerException(
                    ErrorCode.NOT_SUPPORTED,
                    "a selector uses the vocabulary '" + filter.vocabulary()
                            + "', which no gateway of this broker brings: start it with the gateway that made the"
                            + " selector");
        }
        return new CompiledFilter.Selector(new SelectorParser(filter.text(), vocabulary, within).parse());
    }
}
