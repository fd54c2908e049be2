// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.stomp.wire;

import java.util.ArrayList;
import java.util.List;
import java.util.function.BiConsumer;

/** Headers of a frame in their order. The first of two with one name counts. Not thread-safe. */
public final class Headers {

    private final List<String> namesAndValues = new ArrayList<>(16);

    /** Adds a header, if there is none of its name. */
    public Headers add(String name, String value) {
        if (indexOf(name) < 0) {
            namesAndValues.add(name);
            namesAndValues.add(value);
        }
        return this;
    }

    /** The value, or null. */
    public String get(String name) {
        int index = indexOf(name);
        return index < 0 ? null : namesAndValues.get(index + 1);
    }

    public boolean has(String name) {
        return indexOf(name) >= 0;
    }

    public void forEach(BiConsumer<String, String> visitor) {
        for (int i = 0; i < namesAndValues.size(); i += 2) {
            visitor.accept(namesAndValues.get(i), namesAndValues.get(i + 1));
        }
    }

    private int indexOf(String name) {
        for (int i = 0; i < namesAndValues.size(); i += 2) {
            if (namesAndValues.get(i).equals(name)) {
                return i;
            }
        }
        return -1;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Headers headers && namesAndValues.equals(headers.namesAndValues);
    }

    @Override
    public int hashCode() {
        return namesAndValues.hashCode();
    }

    @Override
    public String toString() {
        return namesAndValues.toString();
    }
}
