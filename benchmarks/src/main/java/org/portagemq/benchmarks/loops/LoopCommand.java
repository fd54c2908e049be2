// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.benchmarks.loops;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;
import org.portagemq.core.api.FlushPolicy;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** What the two loops have in common: their options, and how they tell what came out. */
abstract class LoopCommand implements Callable<Integer> {

    /** Small sizes, so that a few seconds of load see new segments, snapshots and cleaning. */
    private static final List<String> SMALL_STORE = List.of(
            "store.segment-bytes=4MiB",
            "store.ring-bytes=8MiB",
            "store.snapshot-bytes=16MiB",
            "store.snapshot-interval=2s",
            "store.disk-free-limit=64MiB",
            "store.disk-free-reserve=32MiB",
            // A machine that is busy with other work is no fault of the server.
            "transport.handshake-timeout=60s");

    private static final String HEAP = "-Xmx256m";

    @Spec
    private CommandSpec spec;

    @Option(names = "--times", paramLabel = "N", defaultValue = "50", description = "Crashes. Default: 50")
    private int times;

    @Option(
            names = "--flush",
            paramLabel = "POLICY",
            defaultValue = "sync",
            description = "sync or async: when messages are confirmed. Default: sync")
    private String flush;

    @Option(
            names = "--seed",
            paramLabel = "NUMBER",
            description = "Makes the same choices again. Default: another one each time")
    private Long seed;

    @Option(
            names = "--shortest",
            paramLabel = "MS",
            defaultValue = "200",
            description = "Shortest time between a start and a crash. Default: 200")
    private int shortest;

    @Option(
            names = "--longest",
            paramLabel = "MS",
            defaultValue = "5000",
            description = "Longest time between a start and a crash. Default: 5000")
    private int longest;

    @Option(names = "--work", paramLabel = "DIR", description = "Folder to work in. Default: one for temporary files")
    private Path work;

    @Option(names = "--set", paramLabel = "KEY=VALUE", description = "A setting of the server; may be repeated.")
    private List<String> settings = new ArrayList<>();

    /** Runs the loop in this folder, or says why not and answers empty. */
    abstract Optional<CrashLoop.Outcome> run(Path folder) throws IOException, InterruptedException, TimeoutException;

    @Override
    public Integer call() throws Exception {
        if (seed == null) {
            seed = System.nanoTime();
        }
        if (work != null) {
            Files.createDirectories(work);
        }
        Path folder =
                work == null ? Files.createTempDirectory("portage-loop") : Files.createTempDirectory(work, "loop");
        say(spec.name() + ": " + times + " times, flush " + policy() + ", seed " + seed + ", in " + folder);
        Optional<CrashLoop.Outcome> outcome = run(folder);
        if (outcome.isEmpty()) {
            delete(folder);
            return 0;
        }
        report(outcome.get());
        if (outcome.get().isClean()) {
            delete(folder);
            return 0;
        }
        say("what is left is in " + folder);
        return 1;
    }

    final void say(String line) {
        spec.commandLine().getOut().println(line);
        spec.commandLine().getOut().flush();
    }

    final CrashLoop loop(Path data, Path log, Crash crash) {
        List<String> all = new ArrayList<>(SMALL_STORE);
        all.add("store.flush=" + policy());
        all.addAll(settings);
        List<String> java = new ArrayList<>(ServerProcess.launcherOptions());
        java.add(HEAP);
        ServerProcess.Options server = new ServerProcess.Options(data, log, java, all);
        return new CrashLoop(new CrashLoop.Setup(times, seed, shortest, longest, server, crash, this::say));
    }

    private String policy() {
        return FlushPolicy.valueOf(flush.toUpperCase(Locale.ROOT)).name().toLowerCase(Locale.ROOT);
    }

    private void report(CrashLoop.Outcome outcome) {
        List<Long> ready = new ArrayList<>(outcome.readyMillis());
        Collections.sort(ready);
        say("");
        say(String.format(
                Locale.ROOT,
                "%d crashes under load and %d while starting; ready again in %.2f s (median), %.2f s (longest)",
                times,
                outcome.earlyCrashes(),
                ready.get(ready.size() / 2) / 1000.0,
                ready.get(ready.size() - 1) / 1000.0));
        outcome.ledger().counts().forEach((what, count) -> say(String.format(Locale.ROOT, "%12d %s", count, what)));
        for (String kind : List.of("lost", "invented", "out of order", "repeated", "early")) {
            say(String.format(Locale.ROOT, "%s: %d", kind, outcome.ledger().findings(kind)));
        }
        outcome.ledger().examples().forEach(this::say);
        say(outcome.isClean() ? "PASSED" : "FAILED");
    }

    private static void delete(Path folder) throws IOException {
        try (Stream<Path> all = Files.walk(folder)) {
            for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(path);
            }
        }
    }
}
