// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.benchmarks.loops;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.TimeoutException;
import picocli.CommandLine.Command;

/** {@code portage power-cut-loop}. */
@Command(
        name = "power-cut-loop",
        mixinStandardHelpOptions = true,
        description = {
            "Cuts the power of the disk of a server under load, again and again, and looks for lost messages.",
            "The disk is a file with ext4 on it: as root, on Linux; elsewhere it says so and does nothing.",
            "With --flush async it fails as it should: what is confirmed before it is on disk can be lost."
        })
public final class PowerCutLoopCommand extends LoopCommand {

    @Override
    Optional<CrashLoop.Outcome> run(Path folder) throws IOException, InterruptedException, TimeoutException {
        Optional<String> whyNot = LoopDisk.whyNot();
        if (whyNot.isPresent()) {
            say("SKIPPED: " + whyNot.get());
            return Optional.empty();
        }
        try (LoopDisk disk = LoopDisk.create(folder)) {
            return Optional.of(loop(disk.folder().resolve("data"), folder.resolve("log"), disk)
                    .run());
        }
    }
}
