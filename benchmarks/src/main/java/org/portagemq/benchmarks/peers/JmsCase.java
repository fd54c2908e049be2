// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.benchmarks.peers;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;

/**
 * A steady load of persistent JMS messages: the first seconds warm up, the rest is measured.
 *
 * @param protocol {@link Protocol#AMQP_10} by Qpid JMS for every broker, {@link Protocol#JMS} by the broker's own client
 * @param open messages that a sender has open at one time, sent with a listener for their completion; 0: it waits for each
 * @param bytes of a body
 */
record JmsCase(String name, Protocol protocol, JmsLoad.Shape shape, int open, int bytes, int warmUpSeconds, int seconds)
        implements ComparedCase {

    @Override
    public String what() {
        return String.format(
                Locale.ROOT,
                "%s, persistent, %,d B, %s, %s",
                protocol.text(),
                bytes,
                open == 0 ? "each waited for" : String.format(Locale.ROOT, "%,d open", open),
                shape.text());
    }

    @Override
    public Figures run(Contender contender, Path folder, Placement placement) throws IOException, InterruptedException {
        String scheme = protocol == Protocol.JMS ? contender.jmsScheme() : JmsLoad.QPID;
        return new LoadProgram(JmsLoad.class, List.of(scheme, shape, open, bytes), warmUpSeconds, seconds)
                .run(contender, protocol, folder, placement);
    }
}
