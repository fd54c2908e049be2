// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.amqp.v091;

import java.math.BigDecimal;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.portagemq.core.api.Arguments;

/** Values of field tables as the broker keeps and compares them. */
final class CoreValues {

    private CoreValues() {}

    static Map<String, Object> of(Map<String, Object> table) {
        Map<String, Object> values = new LinkedHashMap<>();
        table.forEach((name, value) -> values.put(name, withoutDecimals(value)));
        return Arguments.copyOf(values);
    }

    private static Object withoutDecimals(Object value) {
        if (value instanceof BigDecimal decimal) {
            return decimal.doubleValue();
        }
        if (value instanceof List<?> list && list.stream().anyMatch(BigDecimal.class::isInstance)) {
            return list.stream().map(CoreValues::withoutDecimals).toList();
        }
        return value;
    }
}
