// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.interop.process;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.regex.Pattern;

/** A server as a process of its own, with the class path of the tests; ended by force when closed. */
public final class ServerProcess implements AutoCloseable {

    private static final int WAIT_SECONDS = 50;
    private static final Pattern LISTENING = Pattern.compile("(\\S+).* listening on 127\\.0\\.0\\.1:(\\d+)");

    private final Process process;
    private final Path errors;
    private final List<String> lines;

    private ServerProcess(Process process, Path errors, List<String> lines) {
        this.process = process;
        this.errors = errors;
        this.lines = lines;
    }

    /** Starts a server on free ports, and returns when it says that it is ready. */
    public static ServerProcess start(Path data, Path errors, String... options)
            throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx256m",
                // As in a server: not the logging of the tests, which are on the class path too.
                "-Dlogback.configurationFile=logback.xml",
                "-cp",
                System.getProperty("java.class.path"),
                "org.portagemq.server.cli.Main",
                "serve",
                "--data",
                data.toString(),
                "--amqp-port",
                "0",
                "--stomp-port",
                "0",
                "--ws-port",
                "0",
                "--http-port",
                "0",
                "--native-port",
                "0",
                "--namesrv-port",
                "0"));
        command.addAll(List.of(options));
        Process process = new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.appendTo(errors.toFile()))
                .start();
        CompletableFuture<List<String>> ready = CompletableFuture.supplyAsync(() -> readUntilReady(process));
        try {
            return new ServerProcess(process, errors, ready.get(WAIT_SECONDS, TimeUnit.SECONDS));
        } catch (ExecutionException | TimeoutException notReady) {
            process.destroyForcibly();
            throw new IOException("the server did not get ready: " + Files.readString(errors), notReady);
        }
    }

    /** The port of the listener whose line begins with this word. */
    public int port(String listener) {
        return lines.stream()
                .map(LISTENING::matcher)
                .filter(line -> line.matches() && line.group(1).equals(listener))
                .map(line -> Integer.parseInt(line.group(2)))
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("no " + listener + " in " + lines));
    }

    /** Asks the process to end (SIGTERM), and returns its exit code. */
    public int terminate() throws InterruptedException, IOException {
        process.destroy();
        if (!process.waitFor(WAIT_SECONDS, TimeUnit.SECONDS)) {
            throw new IOException("the server does not end: " + Files.readString(errors));
        }
        return process.exitValue();
    }

    /** Kills the process (SIGKILL). */
    public void kill() throws InterruptedException, IOException {
        process.destroyForcibly();
        if (!process.waitFor(WAIT_SECONDS, TimeUnit.SECONDS)) {
            throw new IOException("the server survives a kill");
        }
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }

    private static List<String> readUntilReady(Process process) {
        List<String> lines = new ArrayList<>();
        BufferedReader reader =
                new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
        try {
            for (String line = reader.readLine(); line != null; line = reader.readLine()) {
                lines.add(line);
                if (line.contains(" is ready ")) {
                    return lines;
                }
            }
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
        throw new IllegalStateException("it ended after: " + lines);
    }
}
