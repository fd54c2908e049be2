// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.client.api;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.File;
import java.io.IOException;
import java.io.OutputStream;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.tools.JavaCompiler;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The client as a named module: a program that is one too compiles and runs with it, and does not see its inside. */
class ModuleTest {

    private static final String PROGRAM = """
            package shop;

            import java.time.Duration;
            import org.portagemq.client.PortageClient;
            import org.portagemq.client.error.ConnectionException;
            import org.portagemq.client.error.PortageException;
            import org.portagemq.client.message.Message;

            public final class Main {
                public static void main(String[] args) {
                    Message message = Message.to("orders").key("o-17").text("hello").build();
                    try (PortageClient client = PortageClient.builder()
                            .endpoints("127.0.0.1:1")
                            .startupTimeout(Duration.ofMillis(200))
                            .open()) {
                        throw new IllegalStateException("nobody should be there");
                    } catch (PortageException refused) {
                        System.out.println(message.topic() + " from " + Main.class.getModule().getName() + " by "
                                + PortageClient.class.getModule().getName() + ", retryable " + refused.retryable());
                    }
                }
            }
            """;

    private static final String DECLARATION = "module shop { requires org.portagemq.client; }";

    @TempDir
    private Path folder;

    private Path jar;

    @BeforeEach
    void pack() throws IOException {
        Path classes = folder.resolve("client");
        copy(PublicApi.classes(), classes);
        String said = compile(classes, List.of(PublicApi.sources().resolve("module-info.java")), libraries());
        assertTrue(Files.exists(classes.resolve("module-info.class")), said);
        jar = folder.resolve("native-client.jar");
        try (OutputStream out = Files.newOutputStream(jar);
                JarOutputStream entries = new JarOutputStream(out);
                Stream<Path> files = Files.walk(classes)) {
            for (Path file : files.filter(Files::isRegularFile).sorted().toList()) {
                entries.putNextEntry(
                        new JarEntry(classes.relativize(file).toString().replace(File.separatorChar, '/')));
                Files.copy(file, entries);
            }
        }
    }

    private static void copy(Path from, Path to) throws IOException {
        try (Stream<Path> files = Files.walk(from)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                Path copy = to.resolve(from.relativize(file).toString());
                Files.createDirectories(copy.getParent());
                Files.copy(file, copy);
            }
        }
    }

    /** What the client stands on, and what is optional for it. */
    private static String libraries() {
        return Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator, -1))
                .filter(entry -> entry.endsWith(".jar"))
                .filter(
                        entry -> Path.of(entry)
                                .getFileName()
                                .toString()
                                .matches(
                                        "(netty-(common|buffer|handler|transport|codec-base|resolver|transport-native-unix-common)"
                                                + "|jackson-core|slf4j-api|opentelemetry-(api|context|common)|micrometer-core)-[0-9].*"))
                .collect(Collectors.joining(File.pathSeparator));
    }

    /** What the compiler says; nothing but for warnings when it went well. */
    private static String compile(Path to, List<Path> sources, String modules) throws IOException {
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        StringWriter said = new StringWriter();
        Files.createDirectories(to);
        try (StandardJavaFileManager files = compiler.getStandardFileManager(null, null, StandardCharsets.UTF_8)) {
            List<String> options = List.of("-proc:none", "-d", to.toString(), "--module-path", modules);
            compiler.getTask(said, files, null, options, null, files.getJavaFileObjectsFromPaths(sources))
                    .call();
        }
        return said.toString();
    }

    private String compileProgram(String program) throws IOException {
        Path sources = folder.resolve("shop-sources");
        Files.createDirectories(sources.resolve("shop"));
        Path declaration = Files.writeString(sources.resolve("module-info.java"), DECLARATION);
        Path main = Files.writeString(sources.resolve("shop").resolve("Main.java"), program);
        return compile(folder.resolve("shop"), List.of(declaration, main), jar + File.pathSeparator + libraries());
    }

    @Test
    void aNamedModuleCompilesAndRunsWithIt() throws Exception {
        assertEquals("", compileProgram(PROGRAM));
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--module-path",
                String.join(File.pathSeparator, folder.resolve("shop").toString(), jar.toString(), libraries()),
                "--module",
                "shop/shop.Main"));
        Path out = folder.resolve("out");
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(out.toFile())
                .start();
        try {
            assertTrue(process.waitFor(60, TimeUnit.SECONDS), "it does not end");
        } finally {
            process.destroyForcibly();
        }
        String printed = Files.readString(out);
        assertTrue(printed.contains("orders from shop by org.portagemq.client, retryable true"), printed);
        assertEquals(0, process.exitValue());
    }

    @Test
    void theInsideIsNotSeen() throws Exception {
        String said = compileProgram(PROGRAM.replace(
                "import org.portagemq.client.message.Message;",
                "import org.portagemq.client.message.Message; import org.portagemq.client.remote.Endpoint;"));
        assertTrue(said.contains("org.portagemq.client.remote is not visible"), said);
        assertFalse(Files.exists(folder.resolve("shop").resolve("shop").resolve("Main.class")));
    }
}
