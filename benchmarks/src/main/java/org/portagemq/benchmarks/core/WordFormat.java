// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.benchmarks.core;

import java.util.HashMap;
import java.util.Map;
import org.portagemq.core.api.Message;
import org.portagemq.core.api.MessageFormat;
import org.portagemq.core.api.Payload;

/** Properties as words like {@code name=value}, all of them strings: as cheap to read as a format can be. */
final class WordFormat implements MessageFormat {

    static final WordFormat INSTANCE = new WordFormat();
    private static final byte ID = 101;

    private WordFormat() {}

    /** A durable message with these words as its properties. */
    static Message message(String key, String words, Payload body) {
        return Message.of(key, true, INSTANCE, Payload.utf8(words), body);
    }

    @Override
    public byte id() {
        return ID;
    }

    @Override
    public String name() {
        return "bench-words";
    }

    @Override
    public Properties properties(Payload header) {
        Map<String, Object> properties = new HashMap<>();
        String words = header.toUtf8();
        for (int at = 0; at < words.length(); ) {
            int space = words.indexOf(' ', at);
            int end = space < 0 ? words.length() : space;
            int sign = words.indexOf('=', at);
            properties.put(words.substring(at, sign), words.substring(sign + 1, end));
            at = end + 1;
        }
        return properties::get;
    }
}
