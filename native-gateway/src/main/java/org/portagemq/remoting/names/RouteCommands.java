// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.remoting.names;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.portagemq.client.codec.RequestCode;
import org.portagemq.client.codec.ResponseCode;
import org.portagemq.remoting.link.Dispatcher;
import org.portagemq.remoting.link.Refusal;
import org.portagemq.remoting.link.Request;
import org.portagemq.remoting.message.TopicName;
import org.portagemq.remoting.node.Node;
import org.portagemq.remoting.node.TopicConfig;

/** Which broker has which topic. */
public final class RouteCommands implements Dispatcher.CommandSet {

    private static final String TEMPLATE = "TBW102";
    private static final String MASTER = "0";
    private static final int READ_WRITE = TopicConfig.READ | TopicConfig.WRITE;

    private final Node node;

    public RouteCommands(Node node) {
        this.node = node;
    }

    @Override
    public void addTo(Dispatcher dispatcher) {
        dispatcher.on(RequestCode.GET_ROUTEINFO_BY_TOPIC, this::route);
        dispatcher.on(RequestCode.GET_BROKER_CLUSTER_INFO, this::cluster);
        dispatcher.on(RequestCode.GET_ALL_TOPIC_LIST_FROM_NAMESERVER, this::topics);
    }

    private void route(Request request) {
        String name = request.text("topic");
        if (name.equals(TEMPLATE) && node.settings().createsTopics()) {
            int queues = node.settings().topicQueues();
            answer(request, TopicConfig.of(name, queues, queues, READ_WRITE | TopicConfig.INHERIT));
            return;
        }
        node.topics().find(request, name, topic -> answer(request, topic), () -> {
            if (name.startsWith(TopicName.RETRY) && TopicName.isLegal(name)) {
                // A group that is about to start: told at once, it hears of messages that come back.
                node.topics().create(request, TopicConfig.of(name, 1, 1, READ_WRITE), topic -> answer(request, topic));
                return;
            }
            throw new Refusal(
                    ResponseCode.TOPIC_NOT_EXIST, "No topic route info in name server for the topic: " + name);
        });
    }

    private void answer(Request request, TopicConfig topic) {
        Map<String, Object> queues = new LinkedHashMap<>();
        queues.put("brokerName", node.settings().brokerName());
        queues.put("perm", topic.permission());
        queues.put("readQueueNums", topic.readQueues());
        queues.put("topicSysFlag", 0);
        queues.put("writeQueueNums", topic.writeQueues());
        Map<String, Object> route = new LinkedHashMap<>();
        route.put("brokerDatas", List.of(broker(request, MASTER)));
        route.put("filterServerTable", Map.of());
        route.put("queueDatas", List.of(queues));
        request.answerJson(route);
    }

    /** @param master the key of the first address, a number or a text */
    private Map<String, Object> broker(Request request, Object master) {
        Map<String, Object> broker = new LinkedHashMap<>();
        broker.put("brokerAddrs", Map.of(master, node.address(request.link())));
        broker.put("brokerName", node.settings().brokerName());
        broker.put("cluster", node.settings().cluster());
        broker.put("enableActingMaster", false);
        return broker;
    }

    private void cluster(Request request) {
        String name = node.settings().brokerName();
        Map<String, Object> cluster = new LinkedHashMap<>();
        cluster.put("brokerAddrTable", Map.of(name, broker(request, 0)));
        cluster.put("clusterAddrTable", Map.of(node.settings().cluster(), List.of(name)));
        request.answerJson(cluster);
    }

    private void topics(Request request) {
        node.topics()
                .list(
                        request,
                        all -> request.answerJson(Map.of(
                                "topicList", all.stream().map(TopicConfig::name).toList())));
    }
}
