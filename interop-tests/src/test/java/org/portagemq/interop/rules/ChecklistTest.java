// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.interop.rules;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * What the protocols of others ask for, row by row ({@code amqp091-rows.txt}), and the tests that show each row: those with its
 * id as a tag ({@code @Tag("amqp091.basic.get")}). The page on the protocol has the same as a table.
 */
class ChecklistTest {

    /** A list of rows, by what its tags begin with, and the page that has its table. */
    enum Checklist {
        AMQP_091("amqp091", "amqp-0-9-1.md"),
        AMQP_10("amqp10", "amqp-1-0.md"),
        ROCKETMQ("rocketmq", "rocketmq.md");

        private final String name;
        private final String page;

        Checklist(String name, String page) {
            this.name = name;
            this.page = page;
        }

        private Pattern tag() {
            return Pattern.compile("^    @Tag\\(\"" + name + "\\.([a-z0-9.-]+)\"\\)");
        }
    }

    private static final String CHAPTER = "## Shown by";
    private static final Pattern METHOD = Pattern.compile("^    (?:public )?void (\\w+)\\(");

    private final SourceTree tree = SourceTree.find();

    private static Map<String, String> rows(Checklist list) throws IOException {
        String file = "/" + list.name + "-rows.txt";
        try (var in = Objects.requireNonNull(ChecklistTest.class.getResourceAsStream(file))) {
            Map<String, String> rows = new LinkedHashMap<>();
            new String(in.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .filter(line -> !line.isBlank() && !line.startsWith("#"))
                    .forEach(line -> {
                        int bar = line.indexOf('|');
                        String text = line.substring(bar + 1).strip();
                        if (rows.put(line.substring(0, bar).strip(), text) != null) {
                            throw new IllegalStateException("twice: " + line);
                        }
                    });
            return rows;
        }
    }

    /** The tests of each row, as {@code Class.method}. */
    private Map<String, Set<String>> shown(Checklist list) {
        Pattern tagged = list.tag();
        Map<String, Set<String>> shown = new TreeMap<>();
        for (Path file : tree.files("Test.java")) {
            String name = file.getFileName().toString().replace(".java", "");
            Set<String> waiting = new TreeSet<>();
            for (String line : SourceTree.lines(file)) {
                Matcher tag = tagged.matcher(line);
                while (tag.find()) {
                    waiting.add(tag.group(1));
                }
                Matcher method = METHOD.matcher(line);
                if (method.find()) {
                    waiting.forEach(row ->
                            shown.computeIfAbsent(row, key -> new TreeSet<>()).add(name + "." + method.group(1)));
                    waiting.clear();
                }
            }
        }
        return shown;
    }

    @ParameterizedTest
    @EnumSource
    void everyRowIsShownByATestAndEveryTagIsARow(Checklist list) throws Exception {
        assertEquals(
                new TreeSet<>(rows(list).keySet()), new TreeSet<>(shown(list).keySet()));
    }

    @ParameterizedTest
    @EnumSource
    void thePageHasTheTable(Checklist list) throws Exception {
        Map<String, Set<String>> shown = shown(list);
        String wanted = rows(list).entrySet().stream()
                .map(row -> "| " + row.getKey() + " | " + row.getValue() + " | "
                        + String.join(", ", shown.getOrDefault(row.getKey(), Set.of())) + " |")
                .collect(Collectors.joining("\n"));

        assertEquals(wanted, String.join("\n", documented(list)), "the table of '" + CHAPTER + "' is not up to date");
    }

    private List<String> documented(Checklist list) throws IOException {
        List<String> lines =
                Files.readAllLines(tree.root().resolve("docs/protocols").resolve(list.page));
        return lines.stream()
                .skip(lines.indexOf(CHAPTER) + 1L)
                .takeWhile(line -> !line.startsWith("## "))
                .filter(line -> line.startsWith("| ") && !line.startsWith("| row ") && !line.startsWith("| ---"))
                .toList();
    }
}
