// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.benchmarks.loops;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** {@code portage serve} as a process of its own, from this program's class path, on free ports. Thread-safe. */
public final class ServerProcess implements AutoCloseable {

    private static final int END_SECONDS = 60;
    private static final String LAUNCHER_OPTIONS = "PORTAGE_SERVER_JAVA_OPTS";
    private static final Pattern AMQP = Pattern.compile("amqp\\b.* listening on 127\\.0\\.0\\.1:(\\d+)");

    private final Process process;
    private final Path log;
    private final CompletableFuture<Integer> port = new CompletableFuture<>();

    private ServerProcess(Process process, Path log) {
        this.process = process;
        this.log = log;
    }

    /**
     * How to run it.
     *
     * @param data the data folder
     * @param log a file to which its log is appended
     * @param javaOptions options of the virtual machine
     * @param settings {@code key=value}
     */
    public record Options(Path data, Path log, List<String> javaOptions, List<String> settings) {

        public Options {
            javaOptions = List.copyOf(javaOptions);
            settings = List.copyOf(settings);
        }

        private List<String> command() {
            List<String> command = new ArrayList<>();
            command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
            command.addAll(javaOptions);
            command.addAll(List.of("-cp", System.getProperty("java.class.path")));
            command.addAll(List.of("org.portagemq.server.cli.Main", "serve", "--data", data.toString()));
            command.addAll(List.of("--bind", "127.0.0.1", "--amqp-port", "0", "--no-http"));
            settings.forEach(setting -> command.addAll(List.of("--set", setting)));
            return command;
        }
    }

    /** The options of the virtual machine that {@code portage serve} would give it: the launcher tells. */
    public static List<String> launcherOptions() {
        String given = System.getenv().getOrDefault(LAUNCHER_OPTIONS, "").strip();
        return given.isEmpty() ? List.of() : List.of(given.split("\\s+", -1));
    }

    /** Starts the process and returns at once. */
    public static ServerProcess start(Options options) throws IOException {
        ProcessBuilder builder = new ProcessBuilder(options.command())
                .redirectError(ProcessBuilder.Redirect.appendTo(options.log().toFile()));
        // A server takes each variable that begins like this for a setting.
        builder.environment().remove(LAUNCHER_OPTIONS);
        Process process = builder.start();
        ServerProcess server = new ServerProcess(process, options.log());
        Thread reader = new Thread(server::read, "server-output");
        reader.setDaemon(true);
        reader.start();
        return server;
    }

    private void read() {
        int found = 0;
        try (BufferedReader output =
                new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
            for (String line = output.readLine(); line != null; line = output.readLine()) {
                Matcher listening = AMQP.matcher(line);
                if (listening.find()) {
                    found = Integer.parseInt(listening.group(1));
                } else if (line.contains(" is ready ")) {
                    port.complete(found);
                }
            }
        } catch (IOException broken) {
            port.completeExceptionally(broken);
        }
        port.completeExceptionally(new IOException("the server ended before it was ready"));
    }

    /** Waits until the server says that it is ready, and answers its port for AMQP 0-9-1. */
    public int awaitReady(int seconds) throws IOException, InterruptedException {
        try {
            return port.get(seconds, TimeUnit.SECONDS);
        } catch (ExecutionException | TimeoutException notReady) {
            throw new IOException(
                    "the server did not get ready within " + seconds + " s; the end of its log:\n" + logTail(),
                    notReady);
        }
    }

    public long pid() {
        return process.pid();
    }

    /** Lets this time pass; answers whether the process ended by itself meanwhile. */
    public boolean endsWithin(long millis) throws InterruptedException {
        return process.waitFor(millis, TimeUnit.MILLISECONDS);
    }

    /** Kills the process (SIGKILL) and waits until it is gone. */
    public void kill() throws IOException, InterruptedException {
        process.destroyForcibly();
        awaitEnd();
    }

    /** Asks the process to end (SIGTERM) and waits until it has. */
    public void terminate() throws IOException, InterruptedException {
        process.destroy();
        awaitEnd();
    }

    /** Waits until the process is gone. */
    public void awaitEnd() throws IOException, InterruptedException {
        if (!process.waitFor(END_SECONDS, TimeUnit.SECONDS)) {
            throw new IOException("process " + pid() + " does not end within " + END_SECONDS + " s");
        }
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }

    private String logTail() throws IOException {
        List<String> lines = Files.readAllLines(log);
        return String.join("\n", lines.subList(Math.max(0, lines.size() - 30), lines.size()));
    }
}
