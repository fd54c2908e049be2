// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.amqp.v10;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.apache.qpid.proton.amqp.DescribedType;
import org.apache.qpid.proton.amqp.Symbol;
import org.apache.qpid.proton.amqp.UnsignedLong;
import org.portagemq.core.api.Filter;
import org.portagemq.core.api.StreamStart;

/**
 * The filters of a source that are honoured, found by their descriptors whatever their names are.
 *
 * @param filter which messages are wanted
 * @param start where in a stream to begin; null where nothing is said that is of streams only
 * @param honoured what the peer is told of it; null where it asked for nothing
 */
record Selectors(Filter filter, StreamStart start, Map<Symbol, Object> honoured) {

    private static final long APACHE = 0x0000_468C_0000_0000L;

    /**
     * Reads them.
     *
     * @param own whose messages are not wanted by a filter that wants none of its own; null where such a filter is not
     *     honoured, as with queues
     * @param stream takes what is said of streams; null where that is not honoured
     */
    static Selectors of(Map<?, ?> asked, Origin own, StreamFilters stream) {
        return new Reader(own, stream).read(asked);
    }

    private static final class Reader {

        private final List<String> conditions = new ArrayList<>();
        private final Map<Symbol, Object> honoured = new HashMap<>();
        private final Map<Object, Predicate<Object>> kinds = new HashMap<>();
        private final StreamFilters stream;

        Reader(Origin own, StreamFilters stream) {
            this.stream = stream;
            kind(this::selector, "apache.org:selector-filter:string", APACHE + 4);
            kind(this::selector, "apache.org:jms-selector-filter:string", APACHE + 4);
            kind(value -> sql(value), "amqp:sql-filter", 0x120);
            kind(value -> fields(value, PropertyField::identifier), "amqp:properties-filter", 0x173);
            kind(value -> fields(value, PropertyField::ofApplication), "amqp:application-properties-filter", 0x174);
            if (own != null) {
                Predicate<Object> others = value -> conditions.add(own.others());
                kind(others, "apache.org:no-local-filter:list", APACHE + 3);
                kind(others, "apache.org:jms-no-local-filter:list", APACHE + 3);
            }
            if (stream != null) {
                kinds.put(Symbol.valueOf("rabbitmq:stream-offset-spec"), stream::start);
                kinds.put(Symbol.valueOf("rabbitmq:stream-filter"), stream::values);
                kinds.put(Symbol.valueOf("rabbitmq:stream-match-unfiltered"), stream::unfiltered);
            }
        }

        private void kind(Predicate<Object> take, String name, long code) {
            kinds.put(Symbol.valueOf(name), take);
            kinds.put(UnsignedLong.valueOf(code), take);
        }

        /** Who asks for filters and gets none is told so by an empty map. */
        Selectors read(Map<?, ?> asked) {
            if (asked == null) {
                return new Selectors(Filter.ALL, null, null);
            }
            for (Map.Entry<?, ?> entry : asked.entrySet()) {
                if (entry.getKey() instanceof Symbol name && entry.getValue() instanceof DescribedType described) {
                    Predicate<Object> kind = kinds.get(described.getDescriptor());
                    if (kind != null && kind.test(described.getDescribed())) {
                        honoured.put(name, described);
                    }
                }
            }
            if (stream != null) {
                stream.condition().ifPresent(conditions::add);
            }
            return new Selectors(filter(), stream == null ? null : stream.start(), honoured);
        }

        private Filter filter() {
            if (conditions.isEmpty()) {
                return Filter.ALL;
            }
            // One alone stays as it came, so that its errors are told at the places that its author knows.
            String all = conditions.size() == 1 ? conditions.get(0) : "(" + String.join(") AND (", conditions) + ")";
            return Filter.selector(all, Vocabulary10.INSTANCE);
        }

        private boolean selector(Object value) {
            if (!(value instanceof String text)) {
                return false;
            }
            return text.isBlank() || add(text);
        }

        private boolean sql(Object value) {
            return value instanceof String text && add(SqlFilter.selector(text));
        }

        private boolean fields(Object value, java.util.function.UnaryOperator<String> identifiers) {
            if (!(value instanceof Map<?, ?> fields)) {
                return false;
            }
            List<String> equalities = new ArrayList<>();
            for (Map.Entry<?, ?> field : fields.entrySet()) {
                String equality =
                        FieldFilter.condition(identifiers.apply(String.valueOf(field.getKey())), field.getValue());
                if (equality == null) {
                    return false;
                }
                equalities.add(equality);
            }
            return conditions.addAll(equalities) || equalities.isEmpty();
        }

        private boolean add(String condition) {
            requireWhole(condition);
            return conditions.add(condition);
        }

        /** In parentheses a selector stays one only if it closes no others than its own. */
        private static void requireWhole(String selector) {
            int depth = 0;
            char quote = 0;
            for (int i = 0; i < selector.length(); i++) {
                char letter = selector.charAt(i);
                if (quote != 0) {
                    quote = letter == quote ? 0 : quote;
                } else if (letter == '\'' || letter == '"') {
                    quote = letter;
                } else if (letter == '(') {
                    depth++;
                } else if (letter == ')' && --depth < 0) {
                    throw new Refusal(
                            Conditions.INVALID_FIELD, "the selector closes a parenthesis that it has not opened");
                }
            }
        }
    }
}
