// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.benchmarks.peers;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code portage compare}. */
@Command(
        name = "compare",
        mixinStandardHelpOptions = true,
        description =
                "Runs PortageMQ and an installed broker in turn under the same load, and compares rate, processor time"
                        + " and latency pair by pair. How to read the report is in docs/benchmarks.md.")
public final class CompareCommand implements Callable<Integer> {

    private static final String NOBODY = "none";

    @Spec
    private CommandSpec spec;

    @Option(
            names = "--cases",
            split = ",",
            paramLabel = "NAMES",
            description = "Which cases; --list tells. Default: all")
    private List<String> names = List.of();

    @Option(names = "--list", description = "Lists the cases and the brokers that can be compared with, and ends.")
    private boolean list;

    @Option(
            names = "--flush",
            defaultValue = "sync",
            description = "What PortageMQ confirms: sync (on disk) or async (with the operating system). Default: sync")
    private String flush;

    @Option(
            names = "--peer",
            defaultValue = "rabbitmq",
            description = "The other broker, or none to run PortageMQ alone. Default: rabbitmq")
    private String peer;

    @Option(
            names = "--quorum",
            description = "The persistent loads on quorum queues: both sides sync what they confirm.")
    private boolean quorum;

    @Option(names = "--pairs", defaultValue = "5", description = "Pairs of runs of each case. Default: 5")
    private int pairs;

    @Option(
            names = "--repeats",
            defaultValue = "5",
            description = "How often a pair in which others took much of the machine is run again. Default: 5")
    private int repeats;

    @Option(names = "--warm-up", defaultValue = "10", description = "Seconds before measuring. Default: 10")
    private int warmUp;

    @Option(names = "--seconds", defaultValue = "20", description = "Seconds of measuring. Default: 20")
    private int seconds;

    @Option(names = "--messages", defaultValue = "1000000", description = "Messages of the backlog. Default: 1000000")
    private long messages;

    @Option(names = "--pin", description = "The broker on one processor, the load on another.")
    private boolean pin;

    @Option(
            names = "--work",
            defaultValue = "target/compare",
            description = "Folder on the disk that is to be measured. Default: target/compare")
    private Path work;

    @Option(names = "--report", paramLabel = "FILE", description = "Also appends the report to this file.")
    private Path report;

    @Override
    public Integer call() throws IOException, InterruptedException {
        List<ComparedCase> all = quorum ? Cases.quorum(warmUp, seconds) : Cases.all(warmUp, seconds, messages);
        PortageContender ours = new PortageContender(flush);
        Map<String, Contender> peers = Peers.all(ours);
        if (list) {
            all.forEach(one -> say(one.name() + ": " + one.what()));
            peers.forEach((name, contender) ->
                    say("--peer " + name + (contender.missing().isEmpty() ? "" : ": " + contender.missing())));
            return 0;
        }
        String known = all.stream().map(ComparedCase::name).collect(Collectors.joining(", "));
        for (String name : names) {
            if (all.stream().noneMatch(one -> one.name().equals(name))) {
                return refuse("no case '" + name + "'; there are " + known);
            }
        }
        Contender theirs = peers.get(peer);
        if (theirs == null && !peer.equals(NOBODY)) {
            return refuse("no broker '" + peer + "'; there are " + String.join(", ", peers.keySet()));
        }
        if (theirs != null && !theirs.missing().isEmpty()) {
            return refuse("cannot run " + theirs.name() + ": " + theirs.missing());
        }
        compare(all, ours, theirs);
        return 0;
    }

    private void compare(List<ComparedCase> all, Contender ours, Contender theirs)
            throws IOException, InterruptedException {
        Files.createDirectories(work);
        Placement placement = pin ? Placement.PINNED : Placement.SHARED;
        String beside = theirs == null ? "" : " beside " + theirs.name();
        say(Instant.now() + "; " + ours.name() + beside + "; Java " + Runtime.version() + "; "
                + Runtime.getRuntime().availableProcessors() + " processors, " + (pin ? "one for each side" : "shared")
                + "; " + System.getProperty("os.name") + " " + System.getProperty("os.version"));
        say(RawSync.measure(work));
        Comparison comparison = new Comparison(ours, theirs, work, placement, repeats, this::say);
        for (ComparedCase one : all) {
            if (!names.isEmpty() && !names.contains(one.name())) {
                continue;
            }
            if (theirs != null && !theirs.protocols().containsAll(one.protocols())) {
                say("");
                say(one.name() + ": left out, " + theirs.name() + " does not speak all of "
                        + one.protocols().stream().map(Protocol::text).collect(Collectors.joining(", ")));
            } else if (theirs == null) {
                new Report(this::say).tellAlone(one, ours, comparison.alone(one, pairs));
            } else {
                new Report(this::say).tell(one, ours, theirs, comparison.run(one, pairs));
            }
        }
    }

    private int refuse(String reason) {
        say(reason);
        return 2;
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
