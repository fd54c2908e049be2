// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.interop.launcher;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.portagemq.interop.rules.SourceTree;

/**
 * The launcher as a real process, in a copy of the tree's outline, with a Maven and a Java that only write down how they were
 * called: what it decides is tested, not what Maven and Java do.
 */
class LauncherTest {

    private static final int WAIT_SECONDS = 50;

    @TempDir
    private Path folder;

    private Path tree;
    private Path tools;
    private Path calls;
    private final List<Process> started = new ArrayList<>();

    private record Outcome(int code, String out, String err) {}

    @BeforeEach
    void copyTheOutline() throws IOException {
        tree = Files.createDirectories(folder.resolve("tree"));
        tools = Files.createDirectories(folder.resolve("jdk/bin"));
        calls = folder.resolve("calls");
        Files.copy(SourceTree.find().root().resolve("portage"), tree.resolve("portage"));
        write(tree.resolve("pom.xml"), "<project/>");
        for (String module : List.of("core-broker", "transport", "amqp-gateway", "server", "benchmarks")) {
            write(tree.resolve(module + "/pom.xml"), "<project/>");
            write(tree.resolve(module + "/src/main/java/A.java"), "class A {}");
        }
        java("17.0.1");
        script(
                tools.resolve("mvn"),
                "echo mvn \"$@\" >> " + calls,
                "mkdir -p server/target/lib benchmarks/target/lib",
                "echo jar > server/target/server-0.1.jar",
                "echo jar > benchmarks/target/benchmarks-0.1.jar");
    }

    @AfterEach
    void endAll() {
        started.forEach(Process::destroyForcibly);
    }

    @Test
    void aloneItListsTheCommandsAndBuildsNothing() throws Exception {
        Outcome outcome = run();
        assertEquals(0, outcome.code(), outcome.err());
        assertTrue(outcome.out().contains("serve") && outcome.out().contains("kill-loop"), outcome.out());
        assertEquals(List.of(), calls());
    }

    @Test
    void everyCommandOfTheServerCanBeReachedAndIsListed() throws Exception {
        String commands = Files.readString(
                SourceTree.find().root().resolve("server/src/main/java/org/portagemq/server/cli/Main.java"));
        List<String> names = Pattern.compile("portage\\.addSubcommand\\(\"([a-z-]+)\"")
                .matcher(commands)
                .results()
                .map(found -> found.group(1))
                .toList();
        assertTrue(names.containsAll(List.of("serve", "user", "version")), names.toString());
        String listed = run().out();
        for (String name : names) {
            assertTrue(listed.contains("\n  " + name + " "), name + " is not listed: " + listed);
            Outcome outcome = run(name);
            assertEquals(0, outcome.code(), outcome.err());
            String call = calls().get(calls().size() - 1);
            assertTrue(call.endsWith("org.portagemq.server.cli.Main " + name), call);
        }
    }

    @Test
    void theFirstRunBuildsAndLaterOnesDoNot() throws Exception {
        Outcome first = run("version");
        assertEquals(0, first.code(), first.err());
        assertEquals(1, first.err().lines().count(), first.err());
        assertTrue(first.err().contains("building server"), first.err());
        assertEquals(2, calls().size(), calls().toString());
        assertTrue(calls().get(0).startsWith("mvn "), calls().get(0));
        assertTrue(calls().get(1).endsWith("org.portagemq.server.cli.Main version"), calls().get(1));

        Outcome second = run("version");
        assertEquals("", second.err());
        assertEquals(3, calls().size(), calls().toString());
    }

    @Test
    void aSourceOrPomThatIsNewerThanTheJarBuildsAgain() throws Exception {
        run("version");
        change("core-broker/src/main/java/A.java");
        assertTrue(run("version").err().contains("building"));
        assertEquals("", run("version").err());
        change("transport/pom.xml");
        assertTrue(run("version").err().contains("building"));
        change("benchmarks/src/main/java/A.java");
        assertEquals("", run("version").err(), "the server is not made of the benchmarks");
    }

    @Test
    void aFailedBuildShowsItsLog() throws Exception {
        script(tools.resolve("mvn"), "echo a planted compiler error", "exit 1");
        Outcome outcome = run("serve");
        assertEquals(1, outcome.code());
        assertTrue(outcome.err().contains("a planted compiler error"), outcome.err());
        assertTrue(outcome.err().contains("the build failed"), outcome.err());
    }

    @Test
    void anOldJavaIsNotUsedAndTheTextSaysWhatToInstall() throws Exception {
        java("11.0.2");
        Outcome outcome = run("serve");
        assertEquals(1, outcome.code());
        assertTrue(outcome.err().contains("Java 17 or newer is needed"), outcome.err());
    }

    @Test
    void optionsOfTheVirtualMachineAndArgumentsArePassedOn() throws Exception {
        Outcome outcome = run(Map.of("PORTAGE_JAVA_OPTS", "-Xmx77m -Dx=y"), "serve", "--data", "a b");
        assertEquals(0, outcome.code(), outcome.err());
        String java = calls().get(calls().size() - 1);
        assertTrue(java.contains(" -Xmx512m -XX:+UseParallelGC -Xmx77m -Dx=y "), java);
        assertTrue(java.endsWith("org.portagemq.server.cli.Main serve --data a b"), java);
    }

    @Test
    void theFirstStartAfterABuildIsRehearsedForTheNextOnes() throws Exception {
        script(
                tools.resolve("java"),
                "echo java \"$@\" >> " + calls,
                "for option in \"$@\"; do",
                "  [[ $option != -XX:ArchiveClassesAtExit=* ]] || echo classes > \"${option#*=}\"",
                "done");
        run("serve");
        assertTrue(calls().get(1).endsWith("org.portagemq.server.cli.Rehearsal"), calls().toString());
        assertTrue(calls().get(2).contains(" -XX:SharedArchiveFile=" + tree), calls().toString());
        run("serve");
        assertEquals(4, calls().size(), calls().toString());
        assertTrue(calls().get(3).contains(" -XX:SharedArchiveFile=" + tree), calls().toString());
        change("core-broker/src/main/java/A.java");
        run("serve");
        assertTrue(calls().get(5).endsWith("org.portagemq.server.cli.Rehearsal"), calls().toString());
    }

    @Test
    void aRehearsalThatFailsIsNotRepeatedAndKeepsNobodyFromStarting() throws Exception {
        script(tools.resolve("java"), "echo java \"$@\" >> " + calls, "case \"$*\" in *Rehearsal*) exit 1 ;; esac");
        assertEquals(0, run("serve").code());
        assertEquals(0, run("serve").code());
        assertEquals(4, calls().size(), calls().toString());
        assertFalse(calls().get(3).contains("SharedArchiveFile"), calls().toString());
    }

    @Test
    void aCollectorThatIsAskedForTakesThePlaceOfTheUsualOne() throws Exception {
        Outcome outcome = run(Map.of("PORTAGE_JAVA_OPTS", "-Xmx4g -XX:+UseG1GC"), "serve");
        assertEquals(0, outcome.code(), outcome.err());
        String java = calls().get(calls().size() - 1);
        assertTrue(java.contains(" -XX:+UseG1GC "), java);
        assertFalse(java.contains("ParallelGC"), java);
    }

    @Test
    void measuringCommandsGoToTheBenchmarks() throws Exception {
        assertEquals(0, run("kill-loop", "--runs", "3").code());
        String java = calls().get(calls().size() - 1);
        assertTrue(java.endsWith("org.portagemq.benchmarks.Main kill-loop --runs 3"), java);
    }

    @Test
    void anUnknownCommandIsRefused() throws Exception {
        Outcome outcome = run("sevre");
        assertEquals(1, outcome.code());
        assertTrue(outcome.err().contains("no command 'sevre'"), outcome.err());
    }

    private Outcome run(String... arguments) throws Exception {
        return run(Map.of(), arguments);
    }

    private Outcome run(Map<String, String> environment, String... arguments) throws Exception {
        List<String> command =
                new ArrayList<>(List.of("bash", tree.resolve("portage").toString()));
        command.addAll(List.of(arguments));
        Path out = Files.createTempFile(folder, "out", "");
        Path err = Files.createTempFile(folder, "err", "");
        ProcessBuilder builder = new ProcessBuilder(command)
                .directory(folder.toFile())
                .redirectOutput(out.toFile())
                .redirectError(err.toFile());
        builder.environment().remove("PORTAGE_JAVA_OPTS");
        builder.environment().put("JAVA_HOME", folder.resolve("jdk").toString());
        // The test's own Java and Maven come first; the machine's are not used.
        builder.environment().put("PATH", tools + ":/usr/bin:/bin");
        builder.environment().putAll(environment);
        Process process = builder.start();
        started.add(process);
        assertTrue(process.waitFor(WAIT_SECONDS, TimeUnit.SECONDS), "the launcher hangs");
        return new Outcome(process.exitValue(), Files.readString(out), Files.readString(err));
    }

    private List<String> calls() throws IOException {
        return Files.exists(calls) ? Files.readAllLines(calls) : List.of();
    }

    private void java(String version) throws IOException {
        script(tools.resolve("java"), "echo java \"$@\" >> " + calls);
        write(folder.resolve("jdk/release"), "JAVA_VERSION=\"" + version + "\"\n");
    }

    /** Makes one file newer than the jar, and all others older. */
    private void change(String changed) throws IOException {
        Instant now = Instant.now();
        try (Stream<Path> files = Files.walk(tree)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                Files.setLastModifiedTime(file, FileTime.from(now.minus(Duration.ofHours(2))));
            }
        }
        Files.setLastModifiedTime(
                tree.resolve("server/target/server-0.1.jar"), FileTime.from(now.minus(Duration.ofHours(1))));
        Files.setLastModifiedTime(tree.resolve(changed), FileTime.from(now.minus(Duration.ofMinutes(1))));
    }

    private static void script(Path file, String... lines) throws IOException {
        write(file, "#!/bin/bash\n" + String.join("\n", lines) + "\n");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    private static void write(Path file, String text) throws IOException {
        Files.createDirectories(file.getParent());
        Files.write(file, text.getBytes(StandardCharsets.UTF_8));
    }
}
