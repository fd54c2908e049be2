// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.benchmarks.loops;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.TimeoutException;
import picocli.CommandLine.Command;

/** {@code portage kill-loop}. */
@Command(
        name = "kill-loop",
        mixinStandardHelpOptions = true,
        description = "Kills a server under load (SIGKILL), again and again, and looks for lost messages.")
public final class KillLoopCommand extends LoopCommand {

    @Override
    Optional<CrashLoop.Outcome> run(Path folder) throws IOException, InterruptedException, TimeoutException {
        return Optional.of(
                loop(folder.resolve("data"), folder.resolve("log"), Crash.KILL).run());
    }
}
