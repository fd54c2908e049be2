// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.core.engine;

import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.portagemq.core.api.MessageFormat;
import org.portagemq.core.api.Payload;

/** Properties as words like {@code name=value}; values that look like whole numbers are. Counts what it reads. */
public final class TestFormat implements MessageFormat {

    public static final TestFormat INSTANCE = new TestFormat();

    private final AtomicInteger reads = new AtomicInteger();

    private TestFormat() {}

    @Override
    public byte id() {
        return 100;
    }

    @Override
    public String name() {
        return "words";
    }

    /** How many headers were read so far. */
    public int reads() {
        return reads.get();
    }

    @Override
    public Properties properties(Payload header) {
        reads.incrementAndGet();
        Map<String, Object> properties = new HashMap<>();
        for (String word : header.toUtf8().split(" ", -1)) {
            if (word.isEmpty()) {
                continue;
            }
            int sign = word.indexOf('=');
            if (sign < 0) {
                throw new IllegalArgumentException("no property: " + word);
            }
            String value = word.substring(sign + 1);
            properties.put(word.substring(0, sign), value.matches("-?[0-9]+") ? (Object) Long.valueOf(value) : value);
        }
        return properties::get;
    }
}
