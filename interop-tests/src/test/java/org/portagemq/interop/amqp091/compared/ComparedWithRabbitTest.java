// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.interop.amqp091.compared;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.portagemq.interop.amqp091.BrokerExtension;
import org.portagemq.interop.rules.SourceTree;

/**
 * The same scripts against RabbitMQ and against this broker. What comes out differently has a row, with its reason, in the
 * page on AMQP 0-9-1; a row that is not true any more fails as well.
 */
class ComparedWithRabbitTest {

    @RegisterExtension
    static final BrokerExtension BROKER = new BrokerExtension();

    private static final List<Scenario> SCENARIOS = Stream.of(
                    ExchangeScenarios.ALL,
                    QueueScenarios.ALL,
                    BasicScenarios.ALL,
                    FlowScenarios.ALL,
                    ConsumerScenarios.ALL)
            .flatMap(List::stream)
            .toList();

    private static final String CHAPTER = "## Compared with RabbitMQ 3.10";
    private static final Pattern ROW =
            Pattern.compile("\\| ([^|`]+: [^|]+) \\| `([^`]*)` \\| `([^`]*)` \\| ([^|]+) \\|");

    @Test
    @Timeout(value = 5, unit = TimeUnit.MINUTES)
    @Tag("amqp091.clients.rabbitmq")
    void outcomesDifferOnlyWhereThePageSaysSo() throws Exception {
        List<String> found = new ArrayList<>();
        try (RabbitServer rabbit = RabbitServer.start()) {
            for (Scenario scenario : SCENARIOS) {
                found.addAll(differences(
                        scenario.name(), outcomes(scenario, rabbit.port()), outcomes(scenario, BROKER.port())));
            }
        }

        assertEquals(
                String.join("\n", new TreeSet<>(documented())),
                String.join("\n", new TreeSet<>(found)),
                "the chapter '" + CHAPTER + "' of docs/protocols/amqp-0-9-1.md lists other differences than there are");
    }

    private static Map<String, String> outcomes(Scenario scenario, int port) throws Exception {
        Lab lab = new Lab(port);
        try {
            scenario.script().run(lab);
        } catch (Exception | AssertionError broken) {
            throw new IllegalStateException("scenario " + scenario.name() + " broke at port " + port, broken);
        } finally {
            lab.finish();
        }
        return lab.finish();
    }

    private static List<String> differences(String scenario, Map<String, String> rabbit, Map<String, String> here) {
        assertEquals(rabbit.keySet(), here.keySet(), scenario);
        assertTrue(!rabbit.isEmpty(), () -> scenario + " notes nothing");
        return rabbit.entrySet().stream()
                .filter(note -> !note.getValue().equals(here.get(note.getKey())))
                .map(note -> line(scenario + ": " + note.getKey(), note.getValue(), here.get(note.getKey())))
                .toList();
    }

    private static List<String> documented() throws IOException {
        List<String> rows = new ArrayList<>();
        boolean inside = false;
        for (String line : Files.readAllLines(SourceTree.find().root().resolve("docs/protocols/amqp-0-9-1.md"))) {
            if (line.startsWith("## ")) {
                inside = line.equals(CHAPTER);
            }
            Matcher row = ROW.matcher(line);
            if (inside && row.matches()) {
                rows.add(line(row.group(1), row.group(2), row.group(3)));
            }
        }
        return rows;
    }

    private static String line(String what, String rabbit, String here) {
        return "| " + what + " | `" + rabbit + "` | `" + here + "` |";
    }
}
