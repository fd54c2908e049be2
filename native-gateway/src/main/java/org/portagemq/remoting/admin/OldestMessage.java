// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.remoting.admin;

import java.util.List;
import java.util.function.LongConsumer;
import java.util.stream.IntStream;
import org.portagemq.core.api.Answer;
import org.portagemq.core.api.BrokerException;
import org.portagemq.core.api.BrowsePage;
import org.portagemq.remoting.link.Request;
import org.portagemq.remoting.node.Node;
import org.portagemq.remoting.node.Steps;
import org.portagemq.remoting.node.TopicConfig;

/**
 * When the oldest message was stored that any topic keeps. Every queue is looked at for that, so that the answer is used again for
 * a while. Thread-safe.
 */
final class OldestMessage {

    /** In place of a time, where there is no message. */
    private static final long NONE = -1;

    private static final long GOOD_FOR_MS = 60_000;

    private final Node node;
    private volatile Known known = new Known(NONE, 0);

    private record Known(long storedAt, long until) {}

    /** The earliest time so far. */
    private static final class Earliest {
        private long time = Long.MAX_VALUE;

        void see(long storedAt) {
            time = Math.min(time, storedAt);
        }

        long orNone() {
            return time == Long.MAX_VALUE ? NONE : time;
        }
    }

    OldestMessage(Node node) {
        this.node = node;
    }

    /** Goes on with epoch ms, or -1. */
    void storedAt(Request request, LongConsumer then) {
        Known last = known;
        if (last.storedAt != NONE && node.now() < last.until) {
            then.accept(last.storedAt);
            return;
        }
        Earliest earliest = new Earliest();
        node.topics()
                .list(
                        request,
                        all -> Steps.each(all, (topic, next) -> look(request, topic, earliest, next), () -> {
                            known = new Known(earliest.orNone(), node.now() + GOOD_FOR_MS);
                            then.accept(earliest.orNone());
                        }));
    }

    private static void look(Request request, TopicConfig topic, Earliest earliest, Runnable next) {
        List<Integer> queues = IntStream.range(0, topic.partitions()).boxed().toList();
        Steps.each(
                queues,
                (queue, then) ->
                        request.session().read(topic.coreName(), queue, 0, 1, new First(request, earliest, then)),
                next);
    }

    /** The first message of a queue; one whom the topic is none of does not learn of it. */
    private record First(Request request, Earliest earliest, Runnable then) implements Answer<BrowsePage> {
        @Override
        public void done(BrowsePage page) {
            page.entries().forEach(entry -> earliest.see(entry.message().storedAt()));
            request.attempt(then);
        }

        @Override
        public void failed(BrokerException reason) {
            request.attempt(then);
        }
    }
}
