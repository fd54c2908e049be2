// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.interop.amqp091.clients;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.portagemq.interop.rules.SourceTree;

/** Somebody else's client as a process of its own: runs to its end, within a bound. */
public final class ClientProcess {

    private static final long PATIENCE_SECONDS = 90;

    private final List<String> command = new ArrayList<>();
    private final ProcessBuilder builder;

    private ClientProcess(List<String> command) {
        this.command.addAll(command);
        this.builder = new ProcessBuilder(this.command).redirectErrorStream(true);
    }

    /** What a client said, and how it ended. */
    public record Result(int exitCode, String output) {

        /** The output of a client that must have succeeded. */
        public String succeeded() {
            assertEquals(0, exitCode, () -> "the client failed:\n" + output);
            return output;
        }
    }

    /** A program that scripts/test-tools installs; without it the test is skipped. */
    public static ClientProcess of(Path program, String... arguments) {
        assumeTrue(Files.isExecutable(program), () -> program + " is not installed: run scripts/test-tools");
        List<String> command = new ArrayList<>(List.of(program.toString()));
        command.addAll(List.of(arguments));
        return new ClientProcess(command);
    }

    /** A folder of clients of this project. */
    public static Path clients(String folder) {
        return SourceTree.find().root().resolve("interop-tests/clients").resolve(folder);
    }

    public ClientProcess in(Path folder) {
        builder.directory(folder.toFile());
        return this;
    }

    public ClientProcess with(Map<String, String> environment) {
        builder.environment().putAll(environment);
        return this;
    }

    /** Runs it; {@code input} is what it reads. */
    public Result run(String input) throws IOException, InterruptedException {
        Path out = Files.createTempFile("portage-client", ".out");
        Path in = Files.createTempFile("portage-client", ".in");
        try {
            Files.writeString(in, input);
            Process process = builder.redirectInput(in.toFile())
                    .redirectOutput(out.toFile())
                    .start();
            if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
                process.descendants().forEach(ProcessHandle::destroyForcibly);
                process.destroyForcibly();
                throw new IOException(
                        command + " did not end within " + PATIENCE_SECONDS + " s:\n" + Files.readString(out));
            }
            return new Result(process.exitValue(), Files.readString(out));
        } finally {
            Files.delete(in);
            Files.delete(out);
        }
    }

    public Result run() throws IOException, InterruptedException {
        return run("");
    }
}
