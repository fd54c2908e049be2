// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.remoting.pop;

import java.util.List;
import org.portagemq.core.api.Answer;
import org.portagemq.core.api.BrokerException;
import org.portagemq.core.api.ErrorCode;
import org.portagemq.core.api.GroupRules;
import org.portagemq.core.api.StreamGroupSettings;
import org.portagemq.core.api.StreamStart;
import org.portagemq.remoting.link.Request;
import org.portagemq.remoting.message.TopicName;
import org.portagemq.remoting.node.Node;

/**
 * Groups go on at other offsets, as an administrator says. What is popped of a queue is taken back before: who has it is told
 * that it is not out any more when it is acknowledged. Thread-safe.
 */
public final class Moves {

    private final Node node;
    private final PopGroups groups;

    public Moves(Node node, PopGroups groups) {
        this.node = node;
        this.groups = groups;
    }

    /**
     * Whether the group is popped, and somebody who is none of its consumers says where it is.
     *
     * @param topic its name in the broker
     * @param group as clients spell it
     */
    public boolean concerns(Request request, String topic, String group) {
        return !groups.of(topic, TopicName.decode(group)).isEmpty()
                && node.consumers()
                        .view(group)
                        .map(view -> view.members().stream().noneMatch(member -> member.link() == request.link()))
                        .orElse(true);
    }

    /**
     * Moves a group, which is made when there is none.
     *
     * @param topic its name in the broker
     * @param group the same
     */
    public void move(Request request, String topic, String group, int queue, long offset, Runnable then) {
        new Move(request, topic, group, queue, offset, then).ask();
    }

    private final class Move implements Answer<Void> {
        private final Request request;
        private final String topic;
        private final String group;
        private final int queue;
        private final long offset;
        private final Runnable then;
        /** Of whom messages were taken back. */
        private List<PopGroup> popping = List.of();

        Move(Request request, String topic, String group, int queue, long offset, Runnable then) {
            this.request = request;
            this.topic = topic;
            this.group = group;
            this.queue = queue;
            this.offset = offset;
            this.then = then;
        }

        void ask() {
            request.session().admin().moveStreamGroup(topic, group, queue, offset, this);
        }

        private void takeBack(int index) {
            if (index == popping.size()) {
                request.link().execute(() -> request.attempt(this::ask));
                return;
            }
            PopGroup next = popping.get(index);
            next.run(() -> next.takeBack(queue, () -> takeBack(index + 1)));
        }

        @Override
        public void done(Void moved) {
            goOn();
            request.attempt(then);
        }

        @Override
        public void failed(BrokerException reason) {
            if (reason.code() == ErrorCode.NOT_FOUND) {
                StreamGroupSettings settings = new StreamGroupSettings(topic, group, GroupRules.NONE);
                request.session().admin().declareStreamGroup(settings, StreamStart.FIRST, new Made());
            } else if (reason.code() == ErrorCode.PRECONDITION_FAILED && popping.isEmpty() && isPopped()) {
                // Who hears that may move it: nothing is taken from anybody for one who may not.
                takeBack(0);
            } else {
                goOn();
                request.refuse(reason);
            }
        }

        private boolean isPopped() {
            popping = groups.of(topic, group);
            return !popping.isEmpty();
        }

        private void goOn() {
            popping.forEach(one -> one.run(() -> one.goOn(queue)));
        }

        /** The group is new. */
        private final class Made implements Answer<Void> {
            @Override
            public void done(Void nothing) {
                ask();
            }

            @Override
            public void failed(BrokerException reason) {
                goOn();
                request.refuse(reason);
            }
        }
    }
}
