// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.client.session;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Bodies that are made of typed values. */
public final class Bodies {

    private static final int USUAL_VALUE = 16;

    private Bodies() {}

    public static byte[] list(List<?> values) {
        SectionWriter out = new SectionWriter(USUAL_VALUE * values.size());
        out.number(values.size());
        values.forEach(out::value);
        return out.toBytes();
    }

    /**
     * Reads a list.
     *
     * @throws SectionReader.MalformedException when it is none
     */
    public static List<Object> list(byte[] body) {
        SectionReader in = new SectionReader(body);
        int count = in.count();
        List<Object> values = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            values.add(in.value());
        }
        return values;
    }

    public static byte[] map(Map<String, ?> values) {
        SectionWriter out = new SectionWriter(2 * USUAL_VALUE * values.size());
        out.number(values.size());
        values.forEach((name, value) -> out.text(name).value(value));
        return out.toBytes();
    }

    /**
     * Reads a map, in its order.
     *
     * @throws SectionReader.MalformedException when it is none
     */
    public static Map<String, Object> map(byte[] body) {
        SectionReader in = new SectionReader(body);
        int count = in.count();
        Map<String, Object> values = new LinkedHashMap<>();
        for (int i = 0; i < count; i++) {
            values.put(in.text(), in.value());
        }
        return values;
    }
}
