// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.remoting.consume;

import org.portagemq.client.codec.RequestCode;
import org.portagemq.client.codec.ResponseCode;
import org.portagemq.core.api.Answer;
import org.portagemq.core.api.BrokerException;
import org.portagemq.remoting.link.Dispatcher;
import org.portagemq.remoting.link.Refusal;
import org.portagemq.remoting.link.Request;
import org.portagemq.remoting.message.TopicName;
import org.portagemq.remoting.node.Node;
import org.portagemq.remoting.node.Subscription;
import org.portagemq.remoting.node.TopicConfig;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Consumers ask for messages of a queue from an offset on, and wait for them if they like. */
public final class PullCommands implements Dispatcher.CommandSet {

    private static final Logger LOG = LoggerFactory.getLogger(PullCommands.class);

    private static final int COMMITS = 1;
    private static final int WAITS = 2;
    private static final int HAS_SUBSCRIPTION = 4;
    private static final int CLASS_FILTER = 8;

    private static final int MOST_MESSAGES = 1_000;
    private static final int USUAL_BYTES = 256 << 10;
    private static final int MOST_BYTES = 4 << 20;
    private static final long LONGEST_WAIT_MS = 60_000;

    private final Node node;

    public PullCommands(Node node) {
        this.node = node;
    }

    @Override
    public void addTo(Dispatcher dispatcher) {
        dispatcher.on(RequestCode.PULL_MESSAGE, this::pull);
        dispatcher.on(RequestCode.LITE_PULL_MESSAGE, this::pull);
    }

    private void pull(Request request) {
        String topic = request.text("topic");
        node.topics().find(request, topic, found -> pull(request, found), () -> {
            throw new Refusal(ResponseCode.TOPIC_NOT_EXIST, "topic[" + topic + "] not exist");
        });
    }

    private void pull(Request request, TopicConfig topic) {
        int queue = request.whole("queueId");
        if (!topic.isReadable()) {
            throw new Refusal(
                    ResponseCode.NO_PERMISSION, "the broker does not let anybody read topic '" + topic.name() + "'");
        }
        if (!topic.isStream()) {
            throw new Refusal(
                    ResponseCode.NO_PERMISSION,
                    "topic '" + topic.name() + "' is a queue of another protocol, which is not read by offset: pop it");
        }
        if (queue < 0 || queue >= topic.readQueues()) {
            throw new Refusal(
                    ResponseCode.SYSTEM_ERROR,
                    "queueId[" + queue + "] is illegal: topic '" + topic.name() + "' has " + topic.readQueues()
                            + " queues to read from");
        }
        String group = request.text("consumerGroup");
        int flags = request.whole("sysFlag");
        Subscription subscription = subscription(request, flags, group, topic.name());
        node.book().rules(request, group, rules -> {
            rules.require(group, node.consumers().isBroadcasting(group));
            pull(request, topic, queue, group, flags, subscription);
        });
    }

    private void pull(
            Request request, TopicConfig topic, int queue, String group, int flags, Subscription subscription) {
        if ((flags & COMMITS) != 0) {
            commit(request, group, topic, queue);
        }
        Long moved = node.resets().take(group, topic.name(), queue);
        boolean waits = (flags & WAITS) != 0;
        long wait = waits ? Math.min(LONGEST_WAIT_MS, Math.max(0, request.number("suspendTimeoutMillis", 0))) : 0;
        int max = (int) Math.max(1, Math.min(MOST_MESSAGES, request.number("maxMsgNums")));
        long bytes = request.number("maxMsgBytes", USUAL_BYTES);
        int maxBytes = (int) Math.min(MOST_BYTES, bytes <= 0 ? USUAL_BYTES : bytes);
        Pull pull = new Pull(node, request, topic, queue, subscription, max, maxBytes, wait);
        if (moved == null) {
            pull.from(request.number("queueOffset"));
        } else {
            pull.moved(moved);
        }
    }

    private Subscription subscription(Request request, int flags, String group, String topic) {
        if ((flags & CLASS_FILTER) != 0) {
            throw new Refusal(
                    ResponseCode.SYSTEM_ERROR, "filters that are classes are not supported: use TAG or SQL92");
        }
        if ((flags & HAS_SUBSCRIPTION) != 0) {
            Subscription own =
                    Subscription.of(topic, request.text("subscription", "*"), request.text("expressionType", null), 0);
            ClientCommands.requireKnown(own);
            return own;
        }
        Subscription known = node.consumers().subscription(group, topic);
        if (known == null) {
            throw new Refusal(
                    ResponseCode.SUBSCRIPTION_NOT_EXIST,
                    "group '" + group + "' has no subscription to '" + topic + "'");
        }
        if (known.version() < request.number("subVersion", 0)) {
            throw new Refusal(
                    ResponseCode.SUBSCRIPTION_NOT_LATEST,
                    "the subscription of group '" + group + "' is not the newest");
        }
        ClientCommands.requireKnown(known);
        return topic.startsWith(TopicName.RETRY) ? Subscription.of(topic, "*", Subscription.TAG, 0) : known;
    }

    /** What the client says on the way; a wrong offset does no harm to the pull. */
    private static void commit(Request request, String group, TopicConfig topic, int queue) {
        long offset = request.number("commitOffset");
        request.session().noteOffset(TopicName.decode(group), topic.coreName(), queue, offset, new Unheard());
    }

    /** An answer that changes nothing. */
    private static final class Unheard implements Answer<Void> {
        @Override
        public void done(Void nothing) {
            // As it should be.
        }

        @Override
        public void failed(BrokerException reason) {
            LOG.debug("an offset that came with a pull was not taken: {}", reason.getMessage());
        }
    }
}
