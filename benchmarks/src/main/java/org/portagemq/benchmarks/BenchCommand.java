// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.benchmarks;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.Callable;
import org.portagemq.benchmarks.core.CoreBenchmark;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code portage bench}. */
@Command(
        name = "bench",
        mixinStandardHelpOptions = true,
        description = "Measures the broker on this machine. What the figures mean is in docs/benchmarks.md.")
final class BenchCommand implements Callable<Integer> {

    @Spec
    private CommandSpec spec;

    @Option(
            names = "--cases",
            paramLabel = "NAMES",
            split = ",",
            description =
                    "log, append, deliver, fan-out, groups, backlog, delayed, transactions, dead-letter, selectors, routing,"
                            + " mixed-backlog. Default: all")
    private List<String> cases = CoreBenchmark.names();

    @Option(
            names = "--messages",
            paramLabel = "N",
            defaultValue = "1000000",
            description = "Messages of a case. Default: 1000000")
    private long messages;

    @Option(
            names = "--work",
            paramLabel = "DIR",
            defaultValue = "target/bench",
            description = "Folder on the disk that is to be measured. Default: target/bench")
    private Path work;

    @Option(names = "--report", paramLabel = "FILE", description = "Also appends the report to this file.")
    private Path report;

    @Override
    public Integer call() throws IOException {
        for (String name : cases) {
            if (!CoreBenchmark.names().contains(name)) {
                say("no case '" + name + "'; there are " + String.join(", ", CoreBenchmark.names()));
                return 2;
            }
        }
        Files.createDirectories(work);
        say(Instant.now() + "; Java " + Runtime.version() + "; "
                + Runtime.getRuntime().availableProcessors() + " processors; heap of "
                + (Runtime.getRuntime().maxMemory() >> 20) + " MiB; " + System.getProperty("os.name") + " "
                + System.getProperty("os.version"));
        Disturbance disturbance = Disturbance.begin();
        for (String name : cases) {
            CoreBenchmark.run(name, work, messages, this::say);
            say("(" + name + ": " + disturbance.next() + ")");
        }
        return 0;
    }

    private void say(String line) {
        spec.commandLine().getOut().println(line);
        spec.commandLine().getOut().flush();
        if (report != null) {
            try {
                Files.writeString(report, line + "\n", StandardOpenOption.CREATE, StandardOpenOption.APPEND);
            } catch (IOException failed) {
                throw new UncheckedIOException("cannot write " + report, failed);
            }
        }
    }
}
