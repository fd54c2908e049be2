// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.interop.amqp091.clients;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.portagemq.interop.amqp091.BrokerExtension;

/** RabbitMQ's PerfTest: its own counts of what it sent and got. */
class PerfTestTest {

    @RegisterExtension
    static final BrokerExtension BROKER = new BrokerExtension();

    private static final int MESSAGES = 2_000;

    private static String run(String... options) throws Exception {
        List<String> arguments = new ArrayList<>(List.of(
                "-Xmx128m",
                "-cp",
                System.getProperty("java.class.path"),
                "com.rabbitmq.perf.PerfTest",
                "--uri",
                "amqp://guest:guest@127.0.0.1:" + BROKER.port() + "/%2F",
                "--pmessages",
                Integer.toString(MESSAGES),
                "--cmessages",
                Integer.toString(MESSAGES),
                "--size",
                "200"));
        arguments.addAll(List.of(options));
        return ClientProcess.of(
                        Path.of(System.getProperty("java.home"), "bin", "java"), arguments.toArray(String[]::new))
                .run()
                .succeeded();
    }

    private static long average(String output, String what) {
        Matcher line =
                Pattern.compile("(?m)" + what + " rate avg: (\\d+) msg/s").matcher(output);
        assertTrue(line.find(), output);
        return Long.parseLong(line.group(1));
    }

    @Test
    @Tag("amqp091.clients.perf-test")
    void confirmedPersistentMessagesAreAllConsumed() throws Exception {
        String output = run(
                "--queue",
                BrokerExtension.name("perf"),
                "--flag",
                "persistent",
                "--confirm",
                "100",
                "--qos",
                "50",
                "--multi-ack-every",
                "10",
                "--auto-delete",
                "false");

        assertTrue(average(output, "sending") > 0, output);
        assertTrue(average(output, "receiving") > 0, output);
    }

    @Test
    @Tag("amqp091.clients.perf-test")
    void quorumQueueAndTopicExchangeWork() throws Exception {
        String output = run(
                "--quorum-queue",
                "--queue",
                BrokerExtension.name("perf-quorum"),
                "--type",
                "topic",
                "--exchange",
                BrokerExtension.name("perf-topic"),
                "--routing-key",
                "a.b.c",
                "--confirm",
                "20",
                "--nack",
                "--requeue",
                "false");

        assertTrue(average(output, "receiving") > 0, output);
    }

    @Test
    @Tag("amqp091.clients.perf-test")
    void transactionsAndPollingWork() throws Exception {
        String output = run(
                "--queue",
                BrokerExtension.name("perf-tx"),
                "--ptxsize",
                "20",
                "--ctxsize",
                "20",
                "--qos",
                "100",
                "--auto-delete",
                "false");
        assertTrue(average(output, "receiving") > 0, output);

        String polled =
                run("--queue", BrokerExtension.name("perf-poll"), "--polling", "--auto-delete", "false", "--autoack");
        assertTrue(average(polled, "receiving") > 0, polled);
    }
}
