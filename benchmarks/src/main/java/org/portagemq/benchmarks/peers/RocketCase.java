// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.benchmarks.peers;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;

/**
 * A steady load on a topic with four queues, one push consumer: the first seconds warm up, the rest is measured.
 *
 * @param client RocketMQ's own, or this project's
 * @param threads that wait for each message of theirs; 0: one thread with {@link #WINDOW} messages open
 * @param bytes of a body
 */
record RocketCase(String name, Client client, int threads, int bytes, int warmUpSeconds, int seconds)
        implements ComparedCase {

    /** Whose client makes the load. */
    enum Client {
        ROCKETMQ("RocketMQ's client", RocketLoad.class),
        OWN("PortageMQ's client", SdkLoad.class);

        private final String text;
        private final Class<?> program;

        Client(String text, Class<?> program) {
            this.text = text;
            this.program = program;
        }
    }

    static final int WINDOW = 1_000;

    @Override
    public String what() {
        return String.format(
                Locale.ROOT,
                "%s, %,d B, %s, one push consumer",
                client.text,
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
        return new LoadProgram(client.program, List.of(threads, bytes), warmUpSeconds, seconds)
                .run(contender, protocol(), folder, placement);
    }
}
