// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.interop.jms.joram;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.objectweb.asm.ClassReader;
import org.objectweb.asm.ClassWriter;
import org.objectweb.asm.commons.ClassRemapper;
import org.objectweb.asm.commons.Remapper;

/**
 * Loads the suite as if it had been written for {@code jakarta.jms}: names of {@code javax.jms} in its classes become those of
 * today when they are loaded. What the suite and its administration are made of is loaded here, everything else as usual.
 */
final class RelocatingLoader extends ClassLoader {

    private static final String ADMINISTRATION = "org.portagemq.interop.jms.joram.PortageAdmin";

    private static final List<String> OWN = List.of("org.objectweb.jtests.", ADMINISTRATION);

    private static final Remapper TO_JAKARTA = new Remapper(org.objectweb.asm.Opcodes.ASM9) {
        @Override
        public String map(String name) {
            return name.startsWith("javax/jms/") ? "jakarta/jms/" + name.substring("javax/jms/".length()) : name;
        }
    };

    RelocatingLoader(ClassLoader parent) {
        super(parent);
    }

    @Override
    protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
        synchronized (getClassLoadingLock(name)) {
            Class<?> loaded = findLoadedClass(name);
            if (loaded != null) {
                return loaded;
            }
            return OWN.stream().anyMatch(name::startsWith) ? relocated(name) : super.loadClass(name, resolve);
        }
    }

    /** The suite reads there who administers it. */
    @Override
    public InputStream getResourceAsStream(String name) {
        String administration = "jms.provider.admin.class = " + ADMINISTRATION;
        return name.equals("provider.properties")
                ? new ByteArrayInputStream(administration.getBytes(StandardCharsets.ISO_8859_1))
                : super.getResourceAsStream(name);
    }

    private Class<?> relocated(String name) throws ClassNotFoundException {
        try (InputStream in = getResourceAsStream(name.replace('.', '/') + ".class")) {
            if (in == null) {
                throw new ClassNotFoundException(name);
            }
            ClassWriter out = new ClassWriter(0);
            new ClassReader(in).accept(new ClassRemapper(out, TO_JAKARTA), 0);
            byte[] bytes = out.toByteArray();
            return defineClass(name, bytes, 0, bytes.length);
        } catch (IOException unreadable) {
            throw new ClassNotFoundException(name, unreadable);
        }
    }
}
