// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.amqp.v091;

import java.lang.reflect.Constructor;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.portagemq.amqp.v091.wire.Method;
import org.portagemq.core.api.Payload;

/** One example of every method that exists, found by the sealed types: a new method is in it by itself. */
public final class Methods {

    private Methods() {}

    public static List<Method> all() {
        List<Method> all = new ArrayList<>();
        for (Class<?> methodClass : Method.class.getPermittedSubclasses()) {
            if (!methodClass.getSimpleName().endsWith("Request")) {
                for (Class<?> method : methodClass.getPermittedSubclasses()) {
                    all.add(example(method));
                }
            }
        }
        return all;
    }

    private static Method example(Class<?> type) {
        RecordComponent[] components = type.getRecordComponents();
        Class<?>[] types =
                Arrays.stream(components).map(RecordComponent::getType).toArray(Class<?>[]::new);
        Object[] values = new Object[types.length];
        for (int i = 0; i < types.length; i++) {
            values[i] = value(types[i], i);
        }
        try {
            Constructor<?> constructor = type.getDeclaredConstructor(types);
            constructor.setAccessible(true);
            return (Method) constructor.newInstance(values);
        } catch (ReflectiveOperationException wrong) {
            throw new LinkageError(wrong.getMessage(), wrong);
        }
    }

    private static Object value(Class<?> type, int index) {
        if (type == int.class) {
            return 1 + index;
        } else if (type == long.class) {
            return 1_000L + index;
        } else if (type == boolean.class) {
            return index % 2 == 1;
        } else if (type == String.class) {
            return "text" + index;
        } else if (type == Payload.class) {
            return Payload.utf8("bytes" + index);
        } else if (type == Map.class) {
            return Map.of("key", 5L);
        }
        throw new AssertionError("no example for " + type);
    }
}
