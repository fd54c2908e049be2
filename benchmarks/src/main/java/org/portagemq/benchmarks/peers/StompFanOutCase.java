// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.benchmarks.peers;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * Many subscribers of one topic over WebSocket, as pages of browsers are, with {@code ack:auto}. The first seconds warm up,
 * the rest is measured.
 *
 * @param subscribers each with a connection of its own
 * @param bytes of a body
 */
record StompFanOutCase(String name, int subscribers, int bytes, int warmUpSeconds, int seconds)
        implements ComparedCase {

    @Override
    public String what() {
        return String.format(
                Locale.ROOT, "STOMP over WebSocket, %d B, one topic, %,d subscribers, ack:auto", bytes, subscribers);
    }

    @Override
    public Set<Protocol> protocols() {
        return Set.of(Protocol.STOMP_WEBSOCKET);
    }

    @Override
    public Figures run(Contender contender, Path folder, Placement placement) throws IOException, InterruptedException {
        return new LoadProgram(
                        StompFanOutLoad.class,
                        broker -> List.of(broker.port(Protocol.STOMP_WEBSOCKET), subscribers, bytes),
                        warmUpSeconds,
                        seconds)
                .run(contender, protocols(), folder, placement);
    }
}
