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

    static Selectors of(Map<?, ?> asked) {
        Filter filter = Filter.ALL;
        Map<Symbol, Object> honoured = new HashMap<>();
        if (asked != null) {
            for (Map.Entry<?, ?> entry : asked.entrySet()) {
                if (entry.getKey() instanceof Symbol name && entry.getValue() instanceof DescribedType described) {
                    Object descriptor = described.getDescriptor();
                    refuseNoLocal(descriptor);
                    if (isSelector(descriptor) && described.getDescribed() instanceof String text) {
                        filter = Filter.selector(text, Vocabulary10.INSTANCE);
                        honoured.put(name, described);
                    }
                }
            }
        }
        return new Selectors(filter, honoured.isEmpty() ? null : honoured);
    }

    private static boolean isSelector(Object descriptor) {
        return SELECTOR.equals(descriptor) || OLD_SELECTOR.equals(descriptor) || SELECTOR_CODE.equals(descriptor);
    }

    private static void refuseNoLocal(Object descriptor) {
        if (NO_LOCAL.equals(descriptor) || OLD_NO_LOCAL.equals(descriptor) || NO_LOCAL_CODE.equals(descriptor)) {
            throw new Refusal(Conditions.NOT_IMPLEMENTED, "the filter no-local is not supported");
        }
    }
}
