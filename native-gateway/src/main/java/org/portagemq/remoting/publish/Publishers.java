// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.remoting.publish;

import java.util.HashMap;
import java.util.Map;
import org.portagemq.core.api.BrokerException;
import org.portagemq.core.api.ErrorCode;
import org.portagemq.core.api.Message;
import org.portagemq.core.api.MessageId;
import org.portagemq.core.api.PublishListener;
import org.portagemq.core.api.Publisher;
import org.portagemq.core.api.Session;
import org.portagemq.core.api.StreamPlace;
import org.portagemq.core.api.Transaction;
import org.portagemq.remoting.link.Request;
import org.portagemq.remoting.message.Handle;
import org.portagemq.remoting.node.TopicConfig;

/** The handles of one connection to publish with, and who waits to hear of what it has published. */
public final class Publishers {

    private static final int KEPT = 1_024;

    private final Map<Target, TargetPublisher> targets = new HashMap<>();
    private long tokens;

    /** A queue of a topic; what belongs to another protocol has none. */
    private record Target(Session session, TopicConfig.Kind kind, String topic, int queue) {

        Publisher publisher(PublishListener listener) {
            return switch (kind) {
                case STREAM -> session.publisherToPartition(topic, queue, listener);
                case ROUTES -> session.publisher(topic, listener);
                case TAKEN -> session.publisherToGroup(topic, listener);
            };
        }
    }

    /** Those of the request's connection. */
    public static Publishers of(Request request) {
        request.link().published();
        return request.link().attachment(Publishers.class, Publishers::new);
    }

    /** Stores a message in a queue of the topic. */
    public void publish(Request request, TopicConfig topic, int queue, Message message, Stored stored) {
        TargetPublisher target = target(request, topic, queue);
        target.publisher.publish(message, target.expect(stored));
    }

    /** The same without anybody who waits to hear of it. */
    public void publish(Request request, TopicConfig topic, int queue, Message message) {
        target(request, topic, queue).publisher.publish(message, Publisher.NO_TOKEN);
    }

    /** A handle for one queue of the topic, whose listener hears of all that is published by it. */
    public static Publisher publisher(Request request, TopicConfig topic, int queue, PublishListener listener) {
        request.link().published();
        return targetOf(request, topic, queue).publisher(listener);
    }

    /** As part of a transaction, which says what became of it. */
    public void publish(Request request, TopicConfig topic, int queue, Message message, Transaction transaction) {
        target(request, topic, queue).publisher.publish(message, Publisher.NO_TOKEN, transaction);
    }

    private TargetPublisher target(Request request, TopicConfig topic, int queue) {
        Target key = targetOf(request, topic, queue);
        TargetPublisher known = targets.get(key);
        if (known == null) {
            if (targets.size() >= KEPT) {
                targets.values().removeIf(TargetPublisher::isIdle);
            }
            known = new TargetPublisher(key);
            targets.put(key, known);
        }
        return known;
    }

    private static Target targetOf(Request request, TopicConfig topic, int queue) {
        return new Target(request.session(), topic.kind(), topic.coreName(), topic.isStream() ? queue : -1);
    }

    private final class TargetPublisher implements PublishListener {

        private final Publisher publisher;
        private final Map<Long, Waiting> waiting = new HashMap<>();

        TargetPublisher(Target target) {
            this.publisher = target.publisher(this);
        }

        long expect(Stored stored) {
            long token = tokens++;
            waiting.put(token, new Waiting(stored));
            return token;
        }

        boolean isIdle() {
            return waiting.isEmpty();
        }

        @Override
        public void placed(long token, MessageId id, StreamPlace place) {
            Waiting one = waiting.get(token);
            if (one != null) {
                one.handle = place == null ? Handle.waiting(id.low()) : Handle.of(place);
                one.offset = place == null ? 0 : place.offset();
            }
        }

        @Override
        public void unrouted(long token) {
            Waiting one = waiting.remove(token);
            if (one != null) {
                one.stored.refused(new BrokerException(
                        ErrorCode.NOT_FOUND, "nothing is bound to the topic that takes the message"));
            }
        }

        @Override
        public void confirmed(long token) {
            Waiting one = waiting.remove(token);
            if (one != null) {
                one.stored.stored(one.handle, one.offset);
            }
        }

        @Override
        public void refused(long token, BrokerException reason) {
            Waiting one = waiting.remove(token);
            if (one != null) {
                one.stored.refused(reason);
            }
        }
    }

    private static final class Waiting {
        private final Stored stored;
        private long handle = Handle.waiting(0);
        private long offset;

        Waiting(Stored stored) {
            this.stored = stored;
        }
    }
}
