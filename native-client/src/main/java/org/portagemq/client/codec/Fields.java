// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.client.codec;

import java.util.AbstractMap;
import java.util.AbstractSet;
import java.util.Arrays;
import java.util.Iterator;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.function.Predicate;

/**
 * Fields of a command, in their order: so few that to look through them costs less than to hash them all. Of two that have one name
 * the last one counts. Immutable.
 */
public final class Fields extends AbstractMap<String, String> {

    private final String[] namesAndValues;

    private Fields(String[] namesAndValues) {
        this.namesAndValues = namesAndValues;
    }

    /** @param namesAndValues in turn, none of them null; not to be changed afterwards */
    static Fields of(String[] namesAndValues) {
        return new Fields(namesAndValues);
    }

    /** @param namesAndValues in turn; a null value leaves the name out */
    public static Fields of(Object... namesAndValues) {
        String[] all = new String[namesAndValues.length];
        int length = 0;
        for (int i = 0; i < namesAndValues.length; i += 2) {
            if (namesAndValues[i + 1] != null) {
                all[length++] = (String) namesAndValues[i];
                all[length++] = String.valueOf(namesAndValues[i + 1]);
            }
        }
        return new Fields(length == all.length ? all : Arrays.copyOf(all, length));
    }

    /** Those of which the name is like this; all of them without a copy when all are. */
    public Fields only(Predicate<String> name) {
        String[] some = new String[namesAndValues.length];
        int count = 0;
        for (int i = 0; i < namesAndValues.length; i += 2) {
            if (name.test(namesAndValues[i])) {
                some[count++] = namesAndValues[i];
                some[count++] = namesAndValues[i + 1];
            }
        }
        return count == namesAndValues.length ? this : new Fields(Arrays.copyOf(some, count));
    }

    private int index(Object name) {
        for (int i = namesAndValues.length - 2; i >= 0; i -= 2) {
            if (namesAndValues[i].equals(name)) {
                return i;
            }
        }
        return -1;
    }

    @Override
    public String get(Object name) {
        int index = index(name);
        return index < 0 ? null : namesAndValues[index + 1];
    }

    @Override
    public boolean containsKey(Object name) {
        return index(name) >= 0;
    }

    @Override
    public int size() {
        return namesAndValues.length / 2;
    }

    @Override
    public void forEach(BiConsumer<? super String, ? super String> action) {
        for (int i = 0; i < namesAndValues.length; i += 2) {
            action.accept(namesAndValues[i], namesAndValues[i + 1]);
        }
    }

    @Override
    public Set<Map.Entry<String, String>> entrySet() {
        return new AbstractSet<>() {
            @Override
            public int size() {
                return Fields.this.size();
            }

            @Override
            public Iterator<Map.Entry<String, String>> iterator() {
                return new Entries();
            }
        };
    }

    private final class Entries implements Iterator<Map.Entry<String, String>> {

        private int next;

        @Override
        public boolean hasNext() {
            return next < namesAndValues.length;
        }

        @Override
        public Map.Entry<String, String> next() {
            if (!hasNext()) {
                throw new NoSuchElementException();
            }
            next += 2;
            return Map.entry(namesAndValues[next - 2], namesAndValues[next - 1]);
        }
    }
}
