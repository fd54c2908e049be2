// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.remoting.consume;

import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import org.portagemq.client.codec.RequestCode;
import org.portagemq.client.codec.ResponseCode;
import org.portagemq.core.api.Answer;
import org.portagemq.core.api.BrokerException;
import org.portagemq.remoting.link.Dispatcher;
import org.portagemq.remoting.link.Refusal;
import org.portagemq.remoting.link.Request;
import org.portagemq.remoting.message.TopicName;
import org.portagemq.remoting.node.ConsumerData;
import org.portagemq.remoting.node.ConsumerGroups;
import org.portagemq.remoting.node.Member;
import org.portagemq.remoting.node.Node;
import org.portagemq.remoting.node.Steps;
import org.portagemq.remoting.node.Subscription;
import org.portagemq.remoting.node.TopicConfig;

/** Clients say that they are there, and in which groups. */
public final class ClientCommands implements Dispatcher.CommandSet {

    private final Node node;
    private final BiConsumer<Request, String> newProducerGroup;

    /** @param newProducerGroup told when a client is in a producer group for the first time */
    public ClientCommands(Node node, BiConsumer<Request, String> newProducerGroup) {
        this.node = node;
        this.newProducerGroup = newProducerGroup;
    }

    @Override
    public void addTo(Dispatcher dispatcher) {
        dispatcher.on(RequestCode.HEART_BEAT, this::heartbeat);
        dispatcher.on(RequestCode.UNREGISTER_CLIENT, this::unregister);
        dispatcher.on(RequestCode.GET_CONSUMER_LIST_BY_GROUP, this::members);
        dispatcher.on(RequestCode.CHECK_CLIENT_CONFIG, this::check);
    }

    private void heartbeat(Request request) {
        Map<String, Object> heartbeat = request.json();
        if (!(heartbeat.get("clientID") instanceof String clientId)) {
            throw new Refusal(ResponseCode.SYSTEM_ERROR, "the heart-beat has no clientID");
        }
        Member member = new Member(
                request.link(),
                clientId,
                request.command().language(),
                request.command().version());
        if (heartbeat.get("producerDataSet") instanceof List<?> producers) {
            producers.forEach(one -> joinProducers(request, one, member));
        }
        join(request, ConsumerData.readAll(heartbeat), member);
    }

    private void joinProducers(Request request, Object data, Member member) {
        if (data instanceof Map<?, ?> json && json.get("groupName") instanceof String group) {
            if (node.producers().join(group, member)) {
                newProducerGroup.accept(request, group);
            }
        }
    }

    /**
     * The client is in its groups at once, whatever the topics take that each group has for what it gives back: others who share
     * the queues ask for the members meanwhile.
     */
    private void join(Request request, List<ConsumerData> groups, Member member) {
        groups.forEach(data -> node.consumers().join(data, member));
        List<ConsumerData> giveBack =
                groups.stream().filter(data -> !data.isBroadcasting()).toList();
        Steps.each(
                giveBack,
                (data, next) -> RetryTopics.find(node, request, TopicName.RETRY + data.group(), topic -> next.run()),
                request::done);
    }

    private void unregister(Request request) {
        String clientId = request.text("clientID");
        String producerGroup = request.text("producerGroup", "");
        if (!producerGroup.isEmpty()) {
            node.producers().leave(producerGroup, clientId);
            request.session().check(producerGroup, null);
        }
        String consumerGroup = request.text("consumerGroup", "");
        if (!consumerGroup.isEmpty()) {
            node.consumers().leave(consumerGroup, clientId);
        }
        request.done();
    }

    private void members(Request request) {
        String group = request.text("consumerGroup");
        List<String> ids = node.consumers().view(group).map(ConsumerGroups.View::members).orElse(List.of()).stream()
                .map(Member::clientId)
                .toList();
        if (ids.isEmpty()) {
            throw new Refusal(ResponseCode.SYSTEM_ERROR, "no consumer for this group, " + group);
        }
        request.answerJson(Map.of("consumerIdList", ids));
    }

    /** Whether a filter is understood, before a consumer starts with it. */
    private void check(Request request) {
        if (!(request.json().get("subscriptionData") instanceof Map<?, ?> data)) {
            throw new Refusal(ResponseCode.SUBSCRIPTION_PARSE_FAILED, "the request has no subscription");
        }
        Object expression = data.get("subString");
        Subscription subscription = Subscription.of(
                String.valueOf(data.get("topic")),
                expression == null ? "" : expression.toString(),
                String.valueOf(data.get("expressionType")),
                0);
        requireKnown(subscription);
        request.session().check(subscription.filter(), new Answer<>() {
            @Override
            public void done(Void nothing) {
                request.done();
            }

            @Override
            public void failed(BrokerException reason) {
                request.refuse(new Refusal(ResponseCode.SUBSCRIPTION_PARSE_FAILED, reason.getMessage()));
            }
        });
    }

    static void requireKnown(Subscription subscription) {
        if (!subscription.isSelector() && !subscription.type().equals(Subscription.TAG)) {
            throw new Refusal(
                    ResponseCode.SUBSCRIPTION_PARSE_FAILED,
                    "expressions of type '" + subscription.type() + "' are not supported: use TAG or SQL92");
        }
    }

    /** Topics of what groups have given back, or given up: made when they are needed. */
    static final class RetryTopics {

        private RetryTopics() {}

        static void find(Node node, Request request, String name, Consumer<TopicConfig> then) {
            TopicConfig wanted = TopicConfig.of(name, 1, 1, TopicConfig.READ | TopicConfig.WRITE);
            node.topics().find(request, name, then, () -> node.topics().create(request, wanted, then));
        }
    }
}
