// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.interop.amqp091.clients;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.portagemq.interop.amqp091.BrokerExtension;

/** amqplib of Node.js: what applications do with it, and the tests that come with it. */
class AmqplibTest {

    // One of its tests asks for the product by name.
    @RegisterExtension
    static final BrokerExtension BROKER = new BrokerExtension(Map.of("amqp.server-product", "RabbitMQ"));

    /** All of its tests pass on RabbitMQ. */
    private static final int OWN_TESTS = 319;

    private static final Path NODE = Path.of("/usr/bin/node");
    private static final Path FOLDER = ClientProcess.clients("node");
    private static final Path PACKAGE = FOLDER.resolve("node_modules/amqplib");

    private static ClientProcess node(String... arguments) {
        assumeTrue(Files.isDirectory(PACKAGE), "amqplib is not installed: run scripts/test-tools");
        return ClientProcess.of(NODE, arguments);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "confirmsAndReturns",
                "prefetchAndRedelivery",
                "directReplies",
                "headersOfEveryTypeComeBack",
                "headersExchangeRoutes",
                "deadLettersCarryTheirHistory",
                "quorumQueueCountsAttempts",
                "deletedQueueCancelsItsConsumer",
                "refusalsNameTheObject",
                "largeBodiesOfManyChannelsInterleave"
            })
    @Tag("amqp091.clients.amqplib")
    void applicationsWork(String scenario) throws Exception {
        node("scenarios.js", "amqp://guest:guest@127.0.0.1:" + BROKER.port(), scenario)
                .in(FOLDER)
                .run()
                .succeeded();
    }

    @Test
    @Tag("amqp091.clients.amqplib")
    void itsOwnTestsPass() throws Exception {
        ClientProcess.Result result = node(
                        "--test", "--test-concurrency=1", "--test-reporter=tap", "--test-timeout=10000")
                .in(PACKAGE)
                .with(Map.of(
                        "BROKER_PORT",
                        Integer.toString(BROKER.port()),
                        "NODE_OPTIONS",
                        "--require=" + FOLDER.resolve("port.js")))
                .run();

        assertEquals(0, result.exitCode(), () -> failures(result.output()));
        Matcher passed = Pattern.compile("(?m)^# pass (\\d+)$").matcher(result.output());
        assertTrue(passed.find(), result::output);
        assertEquals(OWN_TESTS, Integer.parseInt(passed.group(1)));
    }

    /** The failed tests of a report in TAP, each with what is said about it. */
    private static String failures(String tap) {
        StringBuilder failed = new StringBuilder();
        boolean inside = false;
        for (String line : tap.lines().toList()) {
            String text = line.strip();
            inside = text.startsWith("not ok") || (inside && !text.startsWith("ok") && !text.startsWith("#"));
            if (inside) {
                failed.append(line).append('\n');
            }
        }
        return failed.toString();
    }
}
