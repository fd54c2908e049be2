// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.benchmarks.loops;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** {@code portage serve} as a process of its own, from this program's class path, on free ports. Thread-safe. */
public final class ServerProcess implements AutoCloseable {

    private static final int END_SECONDS = 60;
    private static final int SLICE_MILLIS = 50;
    private static final int ANSWER_SLICES = 600;
    private static final String LAUNCHER_OPTIONS = "PORTAGE_SERVER_JAVA_OPTS";
    private static final String LAUNCHER_CLASS_PATH = "PORTAGE_SERVER_CLASS_PATH";
    private static final String AMQP = "amqp 0-9-1 and 1.0";
    private static final Pattern LISTENING = Pattern.compile("(.*) listening on 127\\.0\\.0\\.1:(\\d+)");

    private final Process process;
    private final Path log;
    private final CompletableFuture<Map<String, Integer>> ports = new CompletableFuture<>();
    private final BlockingQueue<String> answers = new LinkedBlockingQueue<>();

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
            String own = System.getProperty("java.class.path");
            List<String> command = java(System.getenv().getOrDefault(LAUNCHER_CLASS_PATH, own));
            command.addAll(List.of("org.portagemq.server.cli.Main", "serve", "--data", data.toString()));
            command.addAll(List.of("--bind", "127.0.0.1", "--amqp-port", "0", "--no-http"));
            command.addAll(List.of("--stomp-port", "0", "--ws-port", "0"));
            command.addAll(List.of("--native-port", "0", "--namesrv-port", "0"));
            settings.forEach(setting -> command.addAll(List.of("--set", setting)));
            return command;
        }

        private List<String> controlledCommand(long run) {
            List<String> command = java(System.getProperty("java.class.path"));
            command.addAll(List.of(LoopServer.class.getName(), Long.toString(run), "server.data=" + data));
            command.addAll(List.of("server.bind=127.0.0.1", "amqp.port=0", "http.enabled=false"));
            command.addAll(List.of("stomp.enabled=false", "ws.enabled=false"));
            command.addAll(List.of("native.port=0", "namesrv.port=0"));
            command.addAll(settings);
            return command;
        }

        private List<String> java(String classPath) {
            List<String> command = new ArrayList<>();
            command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
            command.addAll(javaOptions);
            command.addAll(List.of("-cp", classPath));
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
        return start(options, options.command());
    }

    /** The same, with a {@link LoopServer} that can be asked, for the bodies of this run. */
    static ServerProcess startControlled(Options options, long run) throws IOException {
        return start(options, options.controlledCommand(run));
    }

    private static ServerProcess start(Options options, List<String> command) throws IOException {
        ProcessBuilder builder = new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.appendTo(options.log().toFile()));
        // A server takes each variable that begins like this for a setting.
        builder.environment().keySet().removeAll(List.of(LAUNCHER_OPTIONS, LAUNCHER_CLASS_PATH));
        Process process = builder.start();
        ServerProcess server = new ServerProcess(process, options.log());
        Thread reader = new Thread(server::read, "server-output");
        reader.setDaemon(true);
        reader.start();
        return server;
    }

    private void read() {
        Map<String, Integer> found = new HashMap<>();
        try (BufferedReader output =
                new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
            for (String line = output.readLine(); line != null; line = output.readLine()) {
                Matcher listening = LISTENING.matcher(line);
                if (listening.find()) {
                    found.put(listening.group(1), Integer.parseInt(listening.group(2)));
                } else if (line.contains(" is ready ")) {
                    ports.complete(Map.copyOf(found));
                } else if (line.startsWith(LoopServer.ANSWER)) {
                    answers.add(line.substring(LoopServer.ANSWER.length()));
                }
            }
        } catch (IOException broken) {
            ports.completeExceptionally(broken);
        }
        ports.completeExceptionally(new IOException("the server ended before it was ready"));
    }

    /** Waits until the server says that it is ready, and answers its port for AMQP 0-9-1. */
    public int awaitReady(int seconds) throws IOException, InterruptedException {
        try {
            ports.get(seconds, TimeUnit.SECONDS);
            return port(AMQP);
        } catch (ExecutionException | TimeoutException notReady) {
            throw new IOException(
                    "the server did not get ready within " + seconds + " s; the end of its log:\n" + logTail(),
                    notReady);
        }
    }

    /** Asks a controlled server something, and waits for its answer. One at a time. */
    synchronized String ask(String line) throws IOException, InterruptedException {
        Writer input = process.outputWriter(StandardCharsets.UTF_8);
        input.write(line + "\n");
        input.flush();
        for (int i = 0; i < ANSWER_SLICES; i++) {
            boolean ended = !process.isAlive();
            String answer = answers.poll(SLICE_MILLIS, TimeUnit.MILLISECONDS);
            if (answer != null) {
                return answer;
            }
            if (ended) {
                throw new IOException("the server ended before it answered '" + line + "'");
            }
        }
        throw new IOException("the server does not answer '" + line + "'");
    }

    /** A port of a server that is ready, by the words that it says of it. */
    public int port(String title) {
        Integer port = ports.join().get(title);
        if (port == null) {
            throw new IllegalArgumentException("the server has no listener '" + title + "'");
        }
        return port;
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
