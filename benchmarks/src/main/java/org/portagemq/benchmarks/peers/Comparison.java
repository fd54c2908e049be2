// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.benchmarks.peers;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * Runs a case with two brokers in turn, A B B A A B B A ..., so that a machine whose speed drifts favours nobody. A pair in
 * which others took too much of the machine is run again.
 */
final class Comparison {

    private static final double MAX_OTHERS = 8;

    private final Contender ours;
    private final Contender theirs;
    private final Path work;
    private final Placement placement;
    private final int maxRepeats;
    private final Consumer<String> say;

    /** Two runs next to each other. */
    record Pair(Figures ours, Figures theirs) {

        double others() {
            return Math.max(
                    ours.get(Figure.OTHERS).orElse(0), theirs.get(Figure.OTHERS).orElse(0));
        }
    }

    Comparison(Contender ours, Contender theirs, Path work, Placement placement, int maxRepeats, Consumer<String> say) {
        this.ours = ours;
        this.theirs = theirs;
        this.work = work;
        this.placement = placement;
        this.maxRepeats = maxRepeats;
        this.say = say;
    }

    /** So many runs of ours, with nobody to compare with. */
    List<Figures> alone(ComparedCase what, int times) throws IOException, InterruptedException {
        List<Figures> done = new ArrayList<>();
        while (done.size() < times) {
            done.add(once(what, ours));
        }
        return done;
    }

    /** So many pairs; those that were disturbed to the end are among them, and the report says so. */
    List<Pair> run(ComparedCase what, int pairs) throws IOException, InterruptedException {
        List<Pair> done = new ArrayList<>();
        int repeats = 0;
        while (done.size() < pairs) {
            boolean oursFirst = done.size() % 2 == 0;
            Figures first = once(what, oursFirst ? ours : theirs);
            Figures second = once(what, oursFirst ? theirs : ours);
            Pair pair = oursFirst ? new Pair(first, second) : new Pair(second, first);
            if (pair.others() > MAX_OTHERS && repeats < maxRepeats) {
                repeats++;
                say.accept(String.format("(disturbed: others took %.0f %%; once more)", pair.others()));
            } else {
                done.add(pair);
            }
        }
        return done;
    }

    private Figures once(ComparedCase what, Contender contender) throws IOException, InterruptedException {
        Path folder = Files.createTempDirectory(work, "run");
        try {
            return what.run(contender, folder, placement);
        } finally {
            delete(folder);
        }
    }

    private static void delete(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }
}
