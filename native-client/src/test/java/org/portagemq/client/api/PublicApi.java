// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.client.api;

import java.io.IOException;
import java.lang.reflect.Constructor;
import java.lang.reflect.Executable;
import java.lang.reflect.Field;
import java.lang.reflect.Member;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.Type;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What applications can use: public and protected parts of what the module exports to all. */
final class PublicApi {

    private static final Path SOURCES = Path.of("src", "main", "java");
    private static final Path CLASSES = Path.of("target", "classes");
    private static final Pattern EXPORTS = Pattern.compile("^ *exports ([a-z.]+);$", Pattern.MULTILINE);

    private PublicApi() {}

    static Path sources() {
        return SOURCES;
    }

    static Path classes() {
        return CLASSES;
    }

    /** Names of packages, as the module's declaration has them. */
    static List<String> packages() throws IOException {
        Matcher exports = EXPORTS.matcher(Files.readString(SOURCES.resolve("module-info.java")));
        List<String> packages = new ArrayList<>();
        while (exports.find()) {
            packages.add(exports.group(1));
        }
        return packages;
    }

    static List<Class<?>> types() throws IOException, ClassNotFoundException {
        List<Class<?>> types = new ArrayList<>();
        for (String name : packages()) {
            try (Stream<Path> files = Files.list(CLASSES.resolve(name.replace('.', '/')))) {
                for (Path file : files.sorted().toList()) {
                    String simple = file.getFileName().toString();
                    if (simple.endsWith(".class") && !simple.equals("package-info.class")) {
                        types.add(Class.forName(
                                name + '.' + simple.substring(0, simple.length() - ".class".length()),
                                false,
                                PublicApi.class.getClassLoader()));
                    }
                }
            }
        }
        return types.stream().filter(PublicApi::isReachable).toList();
    }

    private static boolean isReachable(Class<?> type) {
        boolean outer = type.getEnclosingClass() == null || isReachable(type.getEnclosingClass());
        return outer && isVisible(type.getModifiers()) && !type.isAnonymousClass() && !type.isLocalClass();
    }

    static boolean isVisible(int modifiers) {
        return Modifier.isPublic(modifiers) || Modifier.isProtected(modifiers);
    }

    /** Methods, constructors and fields that are declared there for all. */
    static List<Member> members(Class<?> type) {
        return Stream.<Member>concat(
                        Stream.concat(
                                Arrays.stream(type.getDeclaredConstructors()),
                                Arrays.stream(type.getDeclaredMethods())),
                        Arrays.stream(type.getDeclaredFields()))
                .filter(member -> isVisible(member.getModifiers()) && !member.isSynthetic())
                .toList();
    }

    /** Line by line, in an order that does not change. */
    static List<String> lines() throws IOException, ClassNotFoundException {
        List<String> lines = new ArrayList<>();
        for (Class<?> type : types()) {
            lines.add(head(type));
            members(type).stream().map(PublicApi::line).sorted().forEach(line -> lines.add("    " + line));
        }
        return lines;
    }

    private static String head(Class<?> type) {
        String implemented = Arrays.stream(type.getGenericInterfaces())
                .map(Type::getTypeName)
                .sorted()
                .collect(Collectors.joining(", "));
        Type parent = type.getGenericSuperclass();
        return type.toGenericString()
                + (parent == null || parent == Object.class ? "" : " extends " + parent.getTypeName())
                + (implemented.isEmpty() ? "" : " implements " + implemented);
    }

    private static String line(Member member) {
        if (member instanceof Constructor<?> constructor) {
            return constructor.toGenericString();
        }
        return member instanceof Method method ? method.toGenericString() : ((Field) member).toGenericString();
    }

    /** All types that a member names, those that stand for others included. */
    static List<String> named(Member member) {
        List<Type> types = new ArrayList<>();
        if (member instanceof Executable executable) {
            types.addAll(List.of(executable.getGenericParameterTypes()));
            types.addAll(List.of(executable.getGenericExceptionTypes()));
        }
        if (member instanceof Method method) {
            types.add(method.getGenericReturnType());
        }
        if (member instanceof Field field) {
            types.add(field.getGenericType());
        }
        return types.stream().map(Type::getTypeName).toList();
    }
}
