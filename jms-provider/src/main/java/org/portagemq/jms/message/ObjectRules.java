// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.jms.message;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InvalidClassException;
import java.io.ObjectInputFilter;
import java.io.ObjectInputStream;
import java.io.ObjectStreamClass;
import java.io.Serializable;
import java.lang.reflect.Proxy;
import java.util.List;

/**
 * Which classes objects in messages may have. What nobody allowed is refused before it is read: the values of the JDK, and
 * the classes and packages of a list. Immutable.
 *
 * @param allowed names of classes, and of packages with all below them; {@code *} allows everything
 * @param denied the same, and stronger
 */
public record ObjectRules(List<String> allowed, List<String> denied) implements Serializable {

    private static final long serialVersionUID = 1;

    /** The values of the JDK alone. */
    public static final ObjectRules STRICT = new ObjectRules(List.of(), List.of());

    private static final List<String> VALUES = List.of(
            "java.lang.Boolean",
            "java.lang.Byte",
            "java.lang.Character",
            "java.lang.Double",
            "java.lang.Enum",
            "java.lang.Float",
            "java.lang.Integer",
            "java.lang.Long",
            "java.lang.Number",
            "java.lang.Object",
            "java.lang.Short",
            "java.lang.String",
            "java.math",
            "java.time",
            "java.util");

    private static final String ALL = "*";
    private static final int MAX_DEPTH = 64;
    private static final long MAX_REFERENCES = 1_000_000;
    private static final long MAX_ARRAY = 64 << 20;

    public ObjectRules {
        allowed = List.copyOf(allowed);
        denied = List.copyOf(denied);
    }

    boolean allows(Class<?> type) {
        Class<?> element = type;
        while (element.isArray()) {
            element = element.getComponentType();
        }
        if (element.isPrimitive()) {
            return true;
        }
        String name = element.getName();
        return !isIn(denied, name) && (isIn(VALUES, name) || isIn(allowed, name));
    }

    private static boolean isIn(List<String> names, String name) {
        for (String each : names) {
            if (each.equals(ALL) || name.equals(each) || name.startsWith(each + ".") || name.startsWith(each + "$")) {
                return true;
            }
        }
        return false;
    }

    /** Reads an object whose classes are allowed. */
    Object read(byte[] bytes) throws IOException, ClassNotFoundException {
        try (Stream in = new Stream(bytes)) {
            return in.readObject();
        }
    }

    private ObjectInputFilter.Status check(ObjectInputFilter.FilterInfo info) {
        if (info.depth() > MAX_DEPTH || info.references() > MAX_REFERENCES || info.arrayLength() > MAX_ARRAY) {
            return ObjectInputFilter.Status.REJECTED;
        }
        Class<?> type = info.serialClass();
        if (type == null) {
            return ObjectInputFilter.Status.UNDECIDED;
        }
        return allows(type) ? ObjectInputFilter.Status.ALLOWED : ObjectInputFilter.Status.REJECTED;
    }

    /** Finds classes by the loader of the application first. */
    private final class Stream extends ObjectInputStream {

        Stream(byte[] bytes) throws IOException {
            super(new ByteArrayInputStream(bytes));
            setObjectInputFilter(ObjectRules.this::check);
        }

        @Override
        protected Class<?> resolveClass(ObjectStreamClass description) throws IOException, ClassNotFoundException {
            Class<?> type = find(description);
            if (!allows(type)) {
                throw new InvalidClassException(
                        type.getName(),
                        "the class is not on the list of those that messages may hold (jms.allowedClasses)");
            }
            return type;
        }

        private Class<?> find(ObjectStreamClass description) throws IOException, ClassNotFoundException {
            ClassLoader application = Thread.currentThread().getContextClassLoader();
            if (application != null) {
                try {
                    return Class.forName(description.getName(), false, application);
                } catch (ClassNotFoundException elsewhere) {
                    // The usual way knows primitives, and what this library sees.
                }
            }
            return super.resolveClass(description);
        }

        @Override
        protected Class<?> resolveProxyClass(String[] interfaces) throws IOException, ClassNotFoundException {
            Class<?> type = super.resolveProxyClass(interfaces);
            for (Class<?> each : type.getInterfaces()) {
                if (!allows(each)) {
                    throw new InvalidClassException(each.getName(), "the class is not allowed in messages");
                }
            }
            return Proxy.isProxyClass(type) ? type : null;
        }
    }
}
