// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.interop.rules;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** What the page on the client library says it is shown by, is there: chapter "Shown by" names tests for each promise. */
class ClientAcceptanceTest {

    private static final String CHAPTER = "## Shown by";
    private static final Pattern TEST = Pattern.compile("`(\\w+)(?:#(\\w+))?`");

    private final SourceTree tree = SourceTree.find();

    /** Cells of the rows, but for the table's head. */
    private List<String[]> rows() {
        List<String> lines = SourceTree.lines(tree.root().resolve("docs").resolve("native-client.md"));
        return lines.subList(lines.indexOf(CHAPTER) + 1, lines.size()).stream()
                .dropWhile(line -> !line.startsWith("| ---"))
                .skip(1)
                .takeWhile(line -> line.startsWith("|"))
                .map(line -> line.split("\\|", -1))
                .toList();
    }

    @Test
    void everyPromiseHasTestsAndEveryTestIsThere() {
        Map<String, List<Path>> tests = tree.files(".java").stream()
                .filter(file -> tree.relative(file).contains("src/test/java/"))
                .collect(Collectors.groupingBy(
                        file -> file.getFileName().toString().replace(".java", "")));
        List<String> missing = new ArrayList<>();
        List<String[]> rows = rows();
        assertTrue(rows.size() >= 15, () -> rows.size() + " rows");
        for (String[] row : rows) {
            Matcher named = TEST.matcher(row[2]);
            int count = 0;
            while (named.find()) {
                count++;
                String method = named.group(2);
                boolean there = tests.getOrDefault(named.group(1), List.of()).stream()
                        .anyMatch(file -> hasMethod(file, method));
                if (!there) {
                    missing.add(named.group());
                }
            }
            assertTrue(count > 0, () -> "no test for: " + row[1]);
        }
        assertEquals(List.of(), missing);
    }

    private static boolean hasMethod(Path file, String name) {
        return name == null || SourceTree.lines(file).stream().anyMatch(line -> line.contains("void " + name + "("));
    }
}
