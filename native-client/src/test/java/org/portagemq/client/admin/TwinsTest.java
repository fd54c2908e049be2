// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.client.admin;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Each call of an administrator has a twin that does not wait. */
class TwinsTest {

    private static final List<String> PARTS = List.of("topics", "groups", "messages");

    private static Stream<Method> calls() {
        return Stream.of(Admin.class, TopicAdmin.class, GroupAdmin.class, MessageAdmin.class)
                .flatMap(type -> Arrays.stream(type.getDeclaredMethods()))
                .filter(method -> Modifier.isPublic(method.getModifiers()) && !PARTS.contains(method.getName()));
    }

    private static Type boxed(Type type) {
        return type == void.class ? Void.class : type;
    }

    @Test
    void withTheSameArgumentsAndTheSameResultLater() throws Exception {
        List<Method> waiting =
                calls().filter(call -> !call.getName().endsWith("Async")).toList();
        assertEquals(16, waiting.size(), waiting::toString);
        for (Method call : waiting) {
            Method twin = call.getDeclaringClass().getMethod(call.getName() + "Async", call.getParameterTypes());
            ParameterizedType future = (ParameterizedType) twin.getGenericReturnType();
            assertEquals(CompletableFuture.class, future.getRawType());
            assertEquals(boxed(call.getGenericReturnType()), future.getActualTypeArguments()[0], twin::toString);
        }
        assertTrue(calls().count() == 2L * waiting.size(), "a call without a twin that waits");
    }
}
