// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.benchmarks.peers;

import java.io.IOException;
import org.portagemq.benchmarks.MachineTime;

/**
 * Processor time used up to one moment.
 *
 * @param toolTime the tool's own clock then, in seconds
 */
record Account(double serverMicros, double toolMicros, MachineTime machine, double toolTime) {

    private static final double PERCENT = 100;

    static Account now(ProcessTree server, ProcessTree tool, double toolTime) throws IOException {
        return new Account(server.cpuMicros(), tool.cpuMicros(), MachineTime.now(), toolTime);
    }

    /** How much of the machine others took since, in percent. */
    double othersSince(Account before) {
        double all = machine.allMicros() - before.machine.allMicros();
        double known = serverMicros - before.serverMicros + toolMicros - before.toolMicros;
        double busy = machine.busyMicros() - before.machine.busyMicros();
        return all <= 0 ? 0 : Math.max(0, busy - known) * PERCENT / all;
    }
}
