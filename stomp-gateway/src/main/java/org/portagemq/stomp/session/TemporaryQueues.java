// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.stomp.session;

import java.util.HashMap;
import java.util.Map;
import java.util.function.BiConsumer;
import org.portagemq.core.api.GroupSettings;
import org.portagemq.stomp.message.Destination;
import org.portagemq.stomp.message.Destination.Kind;
import org.portagemq.stomp.message.Destinations;
import org.portagemq.stomp.message.HeaderNames;
import org.portagemq.stomp.message.StompException;
import org.portagemq.stomp.wire.Frame;
import org.portagemq.stomp.wire.Headers;

/**
 * Queues of one connection, for the answers to its messages. A {@code reply-to} that names one makes it, subscribes to it
 * unless the client has done so, and is replaced by the name by which others reach it.
 */
final class TemporaryQueues {

    private static final int LIMIT = 100;

    private final Host host;
    private final Map<String, String> queues = new HashMap<>();
    private BiConsumer<String, String> subscriber;

    TemporaryQueues(Host host) {
        this.host = host;
    }

    /** What subscribes to a temporary queue for the client: by the name that is its id, and the queue's. */
    void onFirstUse(BiConsumer<String, String> newSubscriber) {
        subscriber = newSubscriber;
    }

    /** The frame with a {@code reply-to} that others can use. */
    Frame withReplyQueue(Frame frame) {
        String replyTo = frame.headers().get(HeaderNames.REPLY_TO);
        boolean temporary =
                replyTo != null && (replyTo.startsWith("/temp-queue/") || replyTo.startsWith("temp-queue://"));
        if (!temporary) {
            return frame;
        }
        Destination destination = Destinations.parse(replyTo, Destinations.PlainName.QUEUE);
        boolean first = !queues.containsKey(destination.name());
        String queue = queue(destination, Request.receipt(frame));
        if (first) {
            subscriber.accept(replyTo, queue);
        }
        Headers headers = new Headers();
        frame.headers()
                .forEach((name, value) ->
                        headers.add(name, name.equals(HeaderNames.REPLY_TO) ? "/reply-queue/" + queue : value));
        return new Frame(frame.command(), headers, frame.body(), frame.sized());
    }

    /** The queue behind the client's name; made when it is first used. */
    String queue(Destination destination, String receipt) {
        if (destination.kind() != Kind.TEMPORARY_QUEUE) {
            throw new IllegalArgumentException("no temporary queue: " + destination);
        }
        String known = queues.get(destination.name());
        if (known != null) {
            return known;
        }
        if (queues.size() >= LIMIT) {
            throw new StompException("limit exceeded", "More than " + LIMIT + " temporary queues on one connection.");
        }
        String queue = Names.newTemporaryQueue();
        queues.put(destination.name(), queue);
        host.session()
                .admin()
                .declareGroup(
                        new GroupSettings(queue, false, true, false, Map.of()),
                        HostAnswer.orFail(host, receipt, info -> {}));
        return queue;
    }
}
