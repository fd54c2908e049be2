// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.amqp.v10;

import java.util.HashMap;
import java.util.Map;
import org.apache.qpid.proton.amqp.DescribedType;
import org.apache.qpid.proton.amqp.Symbol;
import org.apache.qpid.proton.amqp.UnsignedLong;
import org.portagemq.core.api.Filter;

/**
 * The filters of a source that are honoured, found by their descriptors whatever their names are.
 *
 * @param filter which messages are wanted
 * @param honoured what the peer is told of it; null for nothing
 */
record Selectors(Filter filter, Map<Symbol, Object> honoured) {

    private static final Object SELECTOR = Symbol.valueOf("apache.org:selector-filter:string");
    private static final Object OLD_SELECTOR = Symbol.valueOf("apache.org:jms-selector-filter:string");
    private static final Object SELECTOR_CODE = UnsignedLong.valueOf(0x0000_468C_0000_0004L);
    private static final Object NO_LOCAL = Symbol.valueOf("apache.org:no-local-filter:list");
    private static final Object OLD_NO_LOCAL = Symbol.valueOf("apache.org:jms-no-local-filter:list");
    private static final Object NO_LOCAL_CODE = UnsignedLong.valueOf(0x0000_468C_0000_0003L);

    /**
     * Reads them.
     *
     * @param own whose messages are not wanted by a filter that wants none of its own; null where such a filter is not
     *     honoured, as with queues
     */
    static Selectors of(Map<?, ?> asked, Origin own) {
        String selector = null;
        boolean others = false;
        Map<Symbol, Object> honoured = new HashMap<>();
        if (asked != null) {
            for (Map.Entry<?, ?> entry : asked.entrySet()) {
                if (entry.getKey() instanceof Symbol name && entry.getValue() instanceof DescribedType described) {
                    Object descriptor = described.getDescriptor();
                    if (isSelector(descriptor) && described.getDescribed() instanceof String text) {
                        selector = text;
                        honoured.put(name, described);
                    } else if (isNoLocal(descriptor) && own != null) {
                        others = true;
                        honoured.put(name, described);
                    }
                }
            }
        }
        return new Selectors(filter(selector, others ? own.others() : null), honoured.isEmpty() ? null : honoured);
    }

    private static Filter filter(String selector, String others) {
        if (others == null) {
            return selector == null ? Filter.ALL : Filter.selector(selector, Vocabulary10.INSTANCE);
        }
        if (selector == null || selector.isBlank()) {
            return Filter.selector(others, Vocabulary10.INSTANCE);
        }
        requireWhole(selector);
        return Filter.selector("(" + selector + ") AND " + others, Vocabulary10.INSTANCE);
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
                throw new Refusal(Conditions.INVALID_FIELD, "the selector closes a parenthesis that it has not opened");
            }
        }
    }

    private static boolean isSelector(Object descriptor) {
        return SELECTOR.equals(descriptor) || OLD_SELECTOR.equals(descriptor) || SELECTOR_CODE.equals(descriptor);
    }

    private static boolean isNoLocal(Object descriptor) {
        return NO_LOCAL.equals(descriptor) || OLD_NO_LOCAL.equals(descriptor) || NO_LOCAL_CODE.equals(descriptor);
    }
}
