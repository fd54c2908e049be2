// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.benchmarks.peers;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;

/**
 * A steady load by RocketMQ's own client on a topic with four queues, one push consumer: the first seconds warm up, the rest
 * is measured.
 *
 * @param threads that wait for each message of theirs; 0: one thread with {@link #WINDOW} messages open
 * @param bytes of a body
 */
record RocketCase(String name, int threads, int bytes, int warmUpSeconds, int seconds) implements ComparedCase {

    static final int WINDOW = 1_000;

    @Override
    public String what() {
        return String.format(
                Locale.ROOT,
                "RocketMQ's client, %,d B, %s, one push consumer",
                bytes,
                threads == 0
                        ? String.format(Locale.ROOT, "asynchronous, %,d open", WINDOW)
                        : threads + (threads == 1 ? " thread" : " threads") + " that wait for each message");
    }

    @Override
    public Protocol protocol() {
        return Protocol.ROCKETMQ;
    }

    @Override
    public Figures run(Contender contender, Path folder, Placement placement) throws IOException, InterruptedException {
        return new LoadProgram(RocketLoad.class, List.of(threads, bytes), warmUpSeconds, seconds)
                .run(contender, protocol(), folder, placement);
    }
}
