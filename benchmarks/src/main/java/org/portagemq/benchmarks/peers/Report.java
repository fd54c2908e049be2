// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.benchmarks.peers;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.DoubleStream;
import org.portagemq.benchmarks.peers.Comparison.Pair;

/** Tells what pairs of runs have shown, as a table: medians, and the ratio pair by pair. */
final class Report {

    private static final double TO_BE_NAMED = 8;

    private final Consumer<String> say;

    Report(Consumer<String> say) {
        this.say = say;
    }

    void tell(ComparedCase what, Contender ours, Contender theirs, List<Pair> pairs) {
        say.accept("");
        say.accept("### " + what.name() + ": " + what.what());
        say.accept("");
        say.accept(String.format(
                "| figure | %s (%s) | %s (%s) | times better: median (min to max of %d pairs) |",
                ours.name(), ours.promise(), theirs.name(), theirs.promise(), pairs.size()));
        say.accept("| --- | --- | --- | --- |");
        for (Figure figure : Figure.values()) {
            double[] left = values(pairs, Pair::ours, figure);
            double[] right = values(pairs, Pair::theirs, figure);
            if (left.length == pairs.size() && right.length == pairs.size() && figure != Figure.OTHERS) {
                say.accept(row(figure, left, right));
            }
        }
        double disturbed = pairs.stream().mapToDouble(Pair::others).max().orElse(0);
        if (disturbed > TO_BE_NAMED) {
            say.accept("");
            say.accept(String.format(
                    Locale.ROOT, "Disturbed: others took up to %.0f %% of the machine. Compare CPU only.", disturbed));
        }
    }

    void tellAlone(ComparedCase what, Contender ours, List<Figures> runs) {
        say.accept("");
        say.accept("### " + what.name() + ": " + what.what());
        say.accept("");
        say.accept(String.format(
                "| figure | %s (%s): median (min to max of %d runs) |", ours.name(), ours.promise(), runs.size()));
        say.accept("| --- | --- |");
        for (Figure figure : Figure.values()) {
            double[] values = values(runs, Function.identity(), figure);
            if (values.length > 0) {
                Arrays.sort(values);
                say.accept(String.format(
                        "| %s | %s (%s to %s) |",
                        figure.text(), number(median(values)), number(values[0]), number(values[values.length - 1])));
            }
        }
    }

    private static String row(Figure figure, double[] ours, double[] theirs) {
        double[] ratios = new double[ours.length];
        Arrays.setAll(ratios, i -> figure.advantage(ours[i], theirs[i]));
        Arrays.sort(ratios);
        return String.format(
                Locale.ROOT,
                "| %s | %s | %s | %.2f (%.2f to %.2f) |",
                figure.text(),
                number(median(ours)),
                number(median(theirs)),
                median(ratios),
                ratios[0],
                ratios[ratios.length - 1]);
    }

    private static <T> double[] values(List<T> runs, Function<T, Figures> side, Figure figure) {
        return runs.stream()
                .map(side)
                .map(figures -> figures.get(figure))
                .flatMapToDouble(
                        value -> value.isPresent() ? DoubleStream.of(value.getAsDouble()) : DoubleStream.empty())
                .toArray();
    }

    private static double median(double[] values) {
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        int middle = sorted.length / 2;
        return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    }

    private static String number(double value) {
        return String.format(Locale.ROOT, value >= 1000 ? "%,.0f" : value >= 10 ? "%.1f" : "%.2f", value);
    }
}
