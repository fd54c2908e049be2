// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.remoting.produce;

import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.portagemq.core.api.Answer;
import org.portagemq.core.api.BrokerException;
import org.portagemq.core.api.ErrorCode;
import org.portagemq.core.api.Message;
import org.portagemq.core.api.MessageId;
import org.portagemq.core.api.PublishListener;
import org.portagemq.core.api.Publisher;
import org.portagemq.core.api.StreamPlace;
import org.portagemq.core.api.Transaction;
import org.portagemq.remoting.link.Request;
import org.portagemq.remoting.message.Handle;
import org.portagemq.remoting.node.TopicConfig;
import org.portagemq.remoting.publish.Publishers;

/** Several messages for a topic that are stored together or not at all, those for one queue one behind the other. */
final class Batch implements PublishListener, Answer<Void> {

    private final Transaction transaction;
    private final Outcome outcome;
    private final long[] handles;
    private long first;
    private boolean unrouted;

    /** Is told once what became of it. */
    interface Outcome {
        /** @param firstOffset the place of the first one in its queue */
        void stored(long[] handles, long firstOffset);

        void refused(BrokerException reason);
    }

    /** A message of it. */
    record Part(int queue, Message message) {}

    private Batch(Transaction transaction, int count, Outcome outcome) {
        this.transaction = transaction;
        this.outcome = outcome;
        this.handles = new long[count];
        Arrays.fill(handles, Handle.waiting(0));
    }

    static void publish(Request request, TopicConfig topic, List<Part> parts, Outcome outcome) {
        Transaction transaction = request.session().begin();
        Batch batch = new Batch(transaction, parts.size(), outcome);
        Map<Integer, Publisher> publishers = new HashMap<>();
        for (int i = 0; i < parts.size(); i++) {
            publishers
                    .computeIfAbsent(parts.get(i).queue, queue -> Publishers.publisher(request, topic, queue, batch))
                    .publish(parts.get(i).message, i, transaction);
        }
        transaction.commit(batch);
    }

    @Override
    public void placed(long token, MessageId id, StreamPlace place) {
        int index = (int) token;
        handles[index] = place == null ? Handle.waiting(id.low()) : Handle.of(place);
        if (index == 0 && place != null) {
            first = place.offset();
        }
    }

    @Override
    public void unrouted(long token) {
        unrouted = true;
    }

    @Override
    public void refused(long token, BrokerException reason) {
        // The commit fails for the same reason.
    }

    @Override
    public void done(Void nothing) {
        if (unrouted) {
            outcome.refused(new BrokerException(
                    ErrorCode.NOT_FOUND, "nothing is bound to the topic that takes a message of the batch"));
        } else {
            outcome.stored(handles, first);
        }
    }

    @Override
    public void failed(BrokerException reason) {
        transaction.rollback(new Ignored());
        outcome.refused(reason);
    }

    private static final class Ignored implements Answer<Void> {
        @Override
        public void done(Void nothing) {
            // Nothing of it is left.
        }

        @Override
        public void failed(BrokerException reason) {
            // It has ended before.
        }
    }
}
