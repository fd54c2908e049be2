// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.benchmarks.peers;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.ToDoubleFunction;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** RabbitMQ's load tool as a process, and what it tells each second. */
final class PerfTest {

    private static final Pattern TIME = Pattern.compile("time ([\\d.]+) s");
    private static final Pattern SENT = Pattern.compile("sent: (\\d+) msg/s");
    private static final Pattern RECEIVED = Pattern.compile("received: (\\d+) msg/s");
    private static final Pattern CONSUMER = Pattern.compile("consumer latency: ([\\d/]+) µs");
    private static final Pattern CONFIRM = Pattern.compile("confirm latency: ([\\d/]+) µs");
    private static final int MEDIAN = 1;
    private static final int P99 = 4;
    private static final double MICROS_PER_MS = 1000;

    /** What it said of one second; latencies in ms, 0 where it said none. */
    record Second(
            double at,
            double sent,
            double received,
            double consumerMedian,
            double consumerP99,
            double confirmMedian,
            double confirmP99) {}

    /** Hears of each second while the tool runs. */
    interface Watcher {
        void second(Second second, ProcessTree tool) throws IOException;
    }

    private PerfTest() {}

    /** Runs it to its end. */
    static void run(RunningBroker broker, List<String> arguments, Placement placement, Watcher watcher)
            throws IOException, InterruptedException {
        List<String> all = new ArrayList<>(List.of("--uri", broker.uri()));
        all.addAll(arguments);
        run("com.rabbitmq.perf.PerfTest", all, placement, watcher);
    }

    /** Runs a program of this class path to its end, which speaks like this tool. */
    static void run(String program, List<String> arguments, Placement placement, Watcher watcher)
            throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(placement.tool());
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), program));
        command.addAll(arguments);
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        ProcessTree tool = new ProcessTree(process.toHandle());
        List<String> said = new ArrayList<>();
        try (BufferedReader output =
                new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
            for (String line = output.readLine(); line != null; line = output.readLine()) {
                said.add(line);
                Optional<Second> second = second(line);
                if (second.isPresent()) {
                    watcher.second(second.get(), tool);
                }
            }
        } finally {
            process.destroy();
        }
        int code = process.waitFor();
        if (code != 0) {
            throw new IOException("the load tool ended with " + code + ":\n"
                    + String.join("\n", said.subList(Math.max(0, said.size() - 10), said.size())));
        }
    }

    /** What a line of the tool says of one second; empty for lines that say something else. */
    static Optional<Second> second(String line) {
        Matcher time = TIME.matcher(line);
        if (!time.find()) {
            return Optional.empty();
        }
        return Optional.of(new Second(
                Double.parseDouble(time.group(1)),
                number(SENT, line),
                number(RECEIVED, line),
                latency(CONSUMER, line, MEDIAN),
                latency(CONSUMER, line, P99),
                latency(CONFIRM, line, MEDIAN),
                latency(CONFIRM, line, P99)));
    }

    private static double number(Pattern pattern, String line) {
        Matcher found = pattern.matcher(line);
        return found.find() ? Double.parseDouble(found.group(1)) : 0;
    }

    private static double latency(Pattern pattern, String line, int which) {
        Matcher found = pattern.matcher(line);
        return found.find() ? Double.parseDouble(found.group(1).split("/", -1)[which]) / MICROS_PER_MS : 0;
    }

    static double median(List<Second> seconds, ToDoubleFunction<Second> value) {
        double[] sorted = seconds.stream().mapToDouble(value).sorted().toArray();
        return sorted.length == 0 ? 0 : sorted[sorted.length / 2];
    }

    static List<String> arguments(String format, Object... values) {
        return new ArrayList<>(
                Arrays.asList(String.format(Locale.ROOT, format, values).split(" ", -1)));
    }
}
