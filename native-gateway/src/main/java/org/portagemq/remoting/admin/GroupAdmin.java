// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.remoting.admin;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import org.portagemq.client.codec.BodyWriter;
import org.portagemq.client.codec.Languages;
import org.portagemq.client.codec.OffsetMessageId;
import org.portagemq.client.codec.RequestCode;
import org.portagemq.client.codec.ResponseCode;
import org.portagemq.core.api.PlacedMessage;
import org.portagemq.core.api.StreamGroupSettings;
import org.portagemq.core.api.StreamPlace;
import org.portagemq.remoting.link.ClientLink;
import org.portagemq.remoting.link.Dispatcher;
import org.portagemq.remoting.link.Refusal;
import org.portagemq.remoting.link.Request;
import org.portagemq.remoting.message.Handle;
import org.portagemq.remoting.message.Outgoing;
import org.portagemq.remoting.message.TopicName;
import org.portagemq.remoting.node.ConsumerGroups;
import org.portagemq.remoting.node.Member;
import org.portagemq.remoting.node.Node;
import org.portagemq.remoting.node.Steps;
import org.portagemq.remoting.node.Subscription;
import org.portagemq.remoting.node.TopicConfig;
import org.portagemq.remoting.pop.Moves;

/** Consumer groups are described, moved and deleted; clients are listed. */
public final class GroupAdmin implements Dispatcher.CommandSet {

    private final Node node;
    private final Moves moves;

    public GroupAdmin(Node node, Moves moves) {
        this.node = node;
        this.moves = moves;
    }

    @Override
    public void addTo(Dispatcher dispatcher) {
        dispatcher.on(RequestCode.GET_CONSUMER_CONNECTION_LIST, this::consumers);
        dispatcher.on(RequestCode.GET_PRODUCER_CONNECTION_LIST, this::producers);
        dispatcher.on(RequestCode.QUERY_TOPIC_CONSUME_BY_WHO, this::groupsOf);
        dispatcher.on(RequestCode.QUERY_TOPICS_BY_CONSUMER, this::topicsOf);
        dispatcher.on(RequestCode.QUERY_SUBSCRIPTION_BY_CONSUMER, this::subscription);
        dispatcher.on(RequestCode.INVOKE_BROKER_TO_RESET_OFFSET, this::reset);
        dispatcher.on(RequestCode.DELETE_SUBSCRIPTIONGROUP, this::delete);
        dispatcher.on(RequestCode.GET_CONSUMER_RUNNING_INFO, request -> relay(request, BodyWriter.of(request.body())));
        dispatcher.on(RequestCode.CONSUME_MESSAGE_DIRECTLY, this::consumeDirectly);
    }

    private ConsumerGroups.View online(String group) {
        return node.consumers()
                .view(group)
                .orElseThrow(() ->
                        new Refusal(ResponseCode.CONSUMER_NOT_ONLINE, "the consumer group[" + group + "] not online"));
    }

    private void consumers(Request request) {
        ConsumerGroups.View view = online(request.text("consumerGroup"));
        Map<String, Object> subscriptions = new TreeMap<>();
        view.data().subscriptions().forEach((topic, one) -> subscriptions.put(topic, one.json()));
        Map<String, Object> body = new LinkedHashMap<>();
        body.put("connectionSet", connections(view.members()));
        body.put("consumeFromWhere", view.data().fromWhere());
        body.put("consumeType", view.data().type());
        body.put("messageModel", view.data().model());
        body.put("subscriptionTable", subscriptions);
        request.answerJson(body);
    }

    private void producers(Request request) {
        String group = request.text("producerGroup");
        List<Member> members = node.producers().members(group);
        if (members.isEmpty()) {
            throw new Refusal(ResponseCode.SYSTEM_ERROR, "the producer group[" + group + "] not exist");
        }
        request.answerJson(Map.of("connectionSet", connections(members)));
    }

    private static List<Map<String, Object>> connections(List<Member> members) {
        List<Map<String, Object>> connections = new ArrayList<>();
        for (Member member : members) {
            Map<String, Object> connection = new LinkedHashMap<>();
            connection.put("clientAddr", member.link().peer().text());
            connection.put("clientId", member.clientId());
            connection.put("language", Languages.name(member.language()));
            connection.put("version", member.version());
            connections.add(connection);
        }
        return connections;
    }

    // Where groups are.

    private void groupsOf(Request request) {
        String topic = request.text("topic");
        request.session().admin().listStreamGroups(TopicName.decode(topic), request.then(groups -> {
            TreeSet<String> names = new TreeSet<>(node.consumers().groupsOf(topic));
            groups.stream()
                    .map(StreamGroupSettings::name)
                    .map(TopicName::encode)
                    .forEach(names::add);
            request.answerJson(Map.of("groupList", names));
        }));
    }

    private void topicsOf(Request request) {
        GroupTopics.find(
                node,
                request,
                request.text("group"),
                topics -> request.answerJson(Map.of(
                        "topicList", topics.stream().map(TopicConfig::name).toList())));
    }

    private void subscription(Request request) {
        String group = request.text("group");
        String topic = request.text("topic");
        Subscription wanted = node.consumers().subscription(group, topic);
        Map<String, Object> body = new LinkedHashMap<>();
        body.put("group", group);
        if (wanted != null) {
            body.put("subscriptionData", wanted.json());
        }
        body.put("topic", topic);
        request.answerJson(body);
    }

    // Moving.

    private void reset(Request request) {
        String name = request.text("topic");
        node.topics().find(request, name, topic -> reset(request, topic), () -> {
            throw new Refusal(ResponseCode.TOPIC_NOT_EXIST, "No topic in this broker. topic: " + name);
        });
    }

    private void reset(Request request, TopicConfig topic) {
        String group = request.text("group");
        int queue = request.whole("queueId", -1);
        long offset = request.number("offset", -1);
        long time = request.number("timestamp", -1);
        Map<Object, Object> table = new LinkedHashMap<>();
        Queues.each(
                node,
                request,
                topic,
                (name, content, next) -> {
                    if (queue >= 0 && queue != content.number()) {
                        next.run();
                    } else if (queue >= 0 && offset >= 0) {
                        move(request, group, topic, name, content.number(), offset, table, next);
                    } else if (time < 0) {
                        move(request, group, topic, name, content.number(), content.end(), table, next);
                    } else {
                        request.session()
                                .offsetAt(
                                        topic.coreName(),
                                        content.number(),
                                        time,
                                        request.then(found -> move(
                                                request, group, topic, name, content.number(), found, table, next)));
                    }
                },
                () -> request.answerJson(Map.of("offsetTable", table)));
    }

    private void move(
            Request request,
            String group,
            TopicConfig topic,
            Map<String, Object> name,
            int queue,
            long offset,
            Map<Object, Object> table,
            Runnable next) {
        moves.move(request, topic.coreName(), TopicName.decode(group), queue, offset, () -> {
            if (node.consumers().view(group).isPresent()) {
                node.resets().put(group, topic.name(), queue, offset);
                node.consumers().pulled(group, topic.name(), queue, offset);
            }
            table.put(name, offset);
            next.run();
        });
    }

    private void delete(Request request) {
        String group = request.text("groupName");
        if (node.consumers().view(group).isPresent()) {
            throw new Refusal(ResponseCode.SYSTEM_ERROR, "group '" + group + "' has consumers: stop them first");
        }
        GroupTopics.find(
                node,
                request,
                group,
                topics -> Steps.each(
                        topics,
                        (topic, next) -> request.session()
                                .admin()
                                .deleteStreamGroup(
                                        topic.coreName(), TopicName.decode(group), request.then(nothing -> next.run())),
                        () -> deleteTopics(request, group)));
    }

    private void deleteTopics(Request request, String group) {
        Steps.each(
                List.of(TopicName.RETRY + group, TopicName.DEAD + group),
                (name, next) -> node.topics().delete(request, name, next, next),
                () -> node.book().forget(request, group, request::done));
    }

    // Questions that the client itself answers.

    /** The client is given the message that the request names. */
    private void consumeDirectly(Request request) {
        long handle = handle(request.text("msgId"));
        request.session()
                .messageAt(
                        Handle.partitionId(handle),
                        Handle.offset(handle),
                        request.then(found -> relay(request, body(request, handle, found))));
    }

    private static long handle(String messageId) {
        try {
            return OffsetMessageId.parse(messageId).position();
        } catch (IllegalArgumentException other) {
            throw new Refusal(ResponseCode.SYSTEM_ERROR, other.getMessage());
        }
    }

    private BodyWriter body(Request request, long handle, Optional<PlacedMessage> found) {
        PlacedMessage placed = found.filter(one -> !Handle.isWaiting(handle))
                .orElseThrow(() -> new Refusal(
                        ResponseCode.SYSTEM_ERROR, "message " + request.text("msgId") + " is not in the broker"));
        StreamPlace at = placed.place();
        Outgoing.Place place =
                new Outgoing.Place(TopicName.encode(placed.topic()), at.partition(), at.offset(), handle);
        return Outgoing.of(placed.message(), place, node.host(request.link()))::writeTo;
    }

    private void relay(Request request, BodyWriter body) {
        ConsumerGroups.View view = online(request.text("consumerGroup"));
        String clientId = request.text("clientId", "");
        Member member = view.members().stream()
                .filter(one -> one.clientId().equals(clientId))
                .findFirst()
                .orElseThrow(() -> new Refusal(
                        ResponseCode.SYSTEM_ERROR, "client '" + clientId + "' is not in group '" + view.group() + "'"));
        ClientLink asked = member.link();
        ClientLink asker = request.link();
        asked.execute(() -> asked.ask(
                request.code(),
                request.command().fields(),
                body,
                answer -> asker.execute(() -> request.answer(
                        answer.code(), answer.remark(), answer.fields(), BodyWriter.of(answer.body())))));
    }
}
