// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.benchmarks.peers;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/**
 * A steady load of STOMP: persistent messages with receipts, one sender, one consumer with {@code ack:auto}. The first
 * seconds warm up, the rest is measured.
 *
 * @param window receipts open at one time
 * @param bytes of a body
 */
record StompCase(String name, int window, int bytes, int warmUpSeconds, int seconds) implements ComparedCase {

    @Override
    public String what() {
        return "STOMP, persistent, " + bytes + " B, " + (window == 1 ? "one receipt" : window + " receipts")
                + " open, ack:auto";
    }

    @Override
    public Protocol protocol() {
        return Protocol.STOMP;
    }

    @Override
    public Figures run(Contender contender, Path folder, Placement placement) throws IOException, InterruptedException {
        return new LoadProgram(StompLoad.class, List.of(window, bytes), warmUpSeconds, seconds)
                .run(contender, protocol(), folder, placement);
    }
}
