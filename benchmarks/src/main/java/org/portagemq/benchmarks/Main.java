// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.benchmarks;

import org.portagemq.benchmarks.loops.KillLoopCommand;
import org.portagemq.benchmarks.loops.PowerCutLoopCommand;
import org.portagemq.benchmarks.peers.CompareCommand;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** The commands that measure a server and those that crash it. */
@Command(
        name = "portage",
        mixinStandardHelpOptions = true,
        subcommands = {BenchCommand.class, CompareCommand.class, KillLoopCommand.class, PowerCutLoopCommand.class})
public final class Main {

    private Main() {}

    /** Runs one command; the process ends with 0, 1 after a failure, or 2 when the command line makes no sense. */
    public static void main(String[] arguments) {
        System.exit(new CommandLine(new Main()).execute(arguments));
    }
}
