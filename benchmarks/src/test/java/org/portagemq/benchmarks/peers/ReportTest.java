// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.benchmarks.peers;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What the report says of pairs of runs. */
class ReportTest {

    private static final ComparedCase CASE = new LoadCase("t", "a load", "", 0, 0);

    private final List<String> lines = new ArrayList<>();

    @Test
    void ratiosAreTakenPairByPairAndMoreIsAlwaysBetter() {
        tell(pair(200, 4, 100, 8), pair(300, 5, 100, 10), pair(100, 6, 100, 24));

        assertTrue(lines.contains("| delivered messages/s | 200.0 | 100.0 | 2.00 (1.00 to 3.00) |"), lines::toString);
        assertTrue(lines.contains("| server CPU, µs a message | 5.00 | 10.0 | 2.00 (2.00 to 4.00) |"), lines::toString);
    }

    @Test
    void medianOfAnEvenNumberOfPairsFavoursNobody() {
        tell(pair(200, 4, 100, 8), pair(400, 4, 100, 8));

        assertTrue(lines.contains("| delivered messages/s | 300.0 | 100.0 | 3.00 (2.00 to 4.00) |"), lines::toString);
    }

    @Test
    void pairsThatOthersDisturbedAreNamed() {
        Comparison.Pair pair = pair(200, 4, 100, 8);
        pair.theirs().with(Figure.OTHERS, 30);
        tell(pair);

        assertTrue(lines.stream().anyMatch(line -> line.contains("others took up to 30 %")), lines::toString);
    }

    private void tell(Comparison.Pair... pairs) {
        new Report(lines::add).tell(CASE, new PortageContender("sync"), new RabbitContender(), List.of(pairs));
    }

    private static Comparison.Pair pair(double ourRate, double ourCpu, double theirRate, double theirCpu) {
        return new Comparison.Pair(
                new Figures().with(Figure.RATE, ourRate).with(Figure.SERVER_CPU, ourCpu),
                new Figures().with(Figure.RATE, theirRate).with(Figure.SERVER_CPU, theirCpu));
    }
}
