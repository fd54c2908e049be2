// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.benchmarks.peers;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** {@code portage compare}, in its shortest form. */
class CompareCommandTest {

    private final StringWriter out = new StringWriter();

    @TempDir
    private Path work;

    @Test
    void runsPortageAloneWhereNoOtherBrokerIsInstalled() {
        int code = run(
                "--peer",
                "none",
                "--cases",
                "t1-w100-100",
                "--pairs",
                "1",
                "--warm-up",
                "1",
                "--seconds",
                "2",
                "--work",
                work.toString());

        assertEquals(0, code, out::toString);
        assertTrue(out.toString().contains("| delivered messages/s | "), out::toString);
        assertTrue(out.toString().contains("| server CPU, µs a message | "), out::toString);
    }

    @Test
    void putsABrokerUnderALoadThatOneProtocolSendsAndAnotherReceives() {
        int code = run(
                "--peer",
                "none",
                "--cases",
                "t12-stomp",
                "--pairs",
                "1",
                "--warm-up",
                "1",
                "--seconds",
                "1",
                "--work",
                work.toString());

        assertEquals(0, code, out::toString);
        assertTrue(out.toString().contains("| confirm p50, ms | "), out::toString);
        assertTrue(out.toString().contains("| publish to delivery p50, ms | "), out::toString);
    }

    @Test
    void comparesABrokerWithOneInTheProcessOfItsClients() {
        int code = run(
                "--peer",
                "in-process",
                "--cases",
                "t8-transient",
                "--pairs",
                "1",
                "--repeats",
                "0",
                "--warm-up",
                "1",
                "--seconds",
                "1",
                "--work",
                work.toString());

        assertEquals(0, code, out::toString);
        assertTrue(out.toString().contains("in the process of its clients (synced to disk) | times"), out::toString);
        assertTrue(out.toString().contains("| CPU of both, µs a message | "), out::toString);
        assertFalse(out.toString().contains("| server CPU, µs a message | "), out::toString);
    }

    @Test
    void namesTheCasesWhenOneIsUnknown() {
        assertEquals(2, run("--cases", "t99"));
        assertTrue(out.toString().contains("no case 't99'; there are t1-w1-100,"), out::toString);
    }

    @Test
    void namesTheBrokersWhenOneIsUnknown() {
        assertEquals(2, run("--peer", "hare"));
        assertTrue(out.toString().contains("no broker 'hare'; there are "), out::toString);
    }

    private int run(String... arguments) {
        return new CommandLine(new CompareCommand())
                .setOut(new PrintWriter(out))
                .execute(arguments);
    }
}
