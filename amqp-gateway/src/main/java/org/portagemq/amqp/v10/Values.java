// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.amqp.v10;

import java.util.ArrayList;
import java.util.Date;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.qpid.proton.amqp.Binary;
import org.apache.qpid.proton.amqp.Symbol;
import org.apache.qpid.proton.amqp.UnsignedByte;
import org.apache.qpid.proton.amqp.UnsignedInteger;
import org.apache.qpid.proton.amqp.UnsignedLong;
import org.apache.qpid.proton.amqp.UnsignedShort;
import org.portagemq.core.api.Payload;

/** Translates values of this protocol's types to those that all protocols share, and back. */
@SuppressWarnings("JavaUtilDate") // the library has no other type for times
final class Values {

    private Values() {}

    static Object shared(Object value) {
        if (value instanceof Binary binary) {
            return Payload.copyOf(binary.asByteBuffer());
        }
        if (value instanceof Date time) {
            return time.toInstant();
        }
        if (value instanceof Symbol symbol) {
            return symbol.toString();
        }
        if (value instanceof UnsignedLong number) {
            return number.bigIntegerValue().bitLength() < Long.SIZE
                    ? (Object) number.longValue()
                    : number.bigIntegerValue();
        }
        if (value instanceof UnsignedByte || value instanceof UnsignedShort || value instanceof UnsignedInteger) {
            return ((Number) value).longValue();
        }
        if (value instanceof List<?> list) {
            List<Object> values = new ArrayList<>(list.size());
            list.forEach(each -> values.add(shared(each)));
            return values;
        }
        if (value instanceof Map<?, ?> map) {
            Map<String, Object> values = new LinkedHashMap<>();
            map.forEach((name, inner) -> values.put(String.valueOf(name), shared(inner)));
            return values;
        }
        return value;
    }

    /** The value in a type of this protocol; null when it has none for it. */
    static Object own(Object value) {
        if (value instanceof Payload bytes) {
            return new Binary(bytes.array());
        }
        if (value instanceof java.time.Instant time) {
            return new Date(time.toEpochMilli());
        }
        if (value instanceof java.math.BigInteger number) {
            return number.signum() >= 0 && number.bitLength() <= Long.SIZE ? UnsignedLong.valueOf(number) : null;
        }
        if (value instanceof java.math.BigDecimal number) {
            return number.doubleValue();
        }
        if (value instanceof List<?> list) {
            List<Object> values = new ArrayList<>(list.size());
            list.forEach(each -> values.add(own(each)));
            return values;
        }
        if (value instanceof Map<?, ?> map) {
            Map<String, Object> values = new LinkedHashMap<>();
            map.forEach((name, inner) -> values.put(String.valueOf(name), own(inner)));
            return values;
        }
        return value;
    }

    /** What may be the value of an application property: no list and no map. */
    static boolean isSimple(Object value) {
        return value != null && !(value instanceof List<?>) && !(value instanceof Map<?, ?>);
    }
}
