// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.remoting.names;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import org.portagemq.client.codec.RequestCode;
import org.portagemq.client.codec.ResponseCode;
import org.portagemq.remoting.link.Dispatcher;
import org.portagemq.remoting.link.Refusal;
import org.portagemq.remoting.link.Request;
import org.portagemq.remoting.message.TopicName;
import org.portagemq.remoting.node.Node;
import org.portagemq.remoting.node.OtherBrokers;
import org.portagemq.remoting.node.RouteQueues;
import org.portagemq.remoting.node.TopicConfig;

/** Which broker has which topic: this one, and those that have registered. */
public final class RouteCommands implements Dispatcher.CommandSet {

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
        dispatcher.on(RequestCode.GET_TOPICS_BY_CLUSTER, this::topicsOfCluster);
    }

    private void route(Request request) {
        String name = request.text("topic");
        Route route = new Route(request);
        node.others().all().forEach(broker -> route.add(broker, name));
        node.topics().find(request, name, topic -> route.add(topic).answer(name), () -> {
            TopicConfig template = node.settings().templates().get(name);
            if (template != null) {
                route.add(template).answer(name);
            } else if (!route.isEmpty()) {
                route.answer(name);
            } else if (name.startsWith(TopicName.RETRY) && TopicName.isLegal(name)) {
                // A group that is about to start: told at once, it hears of messages that come back.
                TopicConfig made = TopicConfig.of(name, 1, 1, READ_WRITE);
                node.topics().create(request, made, topic -> route.add(topic).answer(name));
            } else {
                throw new Refusal(
                        ResponseCode.TOPIC_NOT_EXIST, "No topic route info in name server for the topic: " + name);
            }
        });
    }

    /** The brokers that have a topic, and its queues there. */
    private final class Route {

        private final Request request;
        private final List<Object> brokers = new ArrayList<>();
        private final List<Object> queues = new ArrayList<>();

        Route(Request request) {
            this.request = request;
        }

        boolean isEmpty() {
            return queues.isEmpty();
        }

        void add(OtherBrokers.View broker, String topic) {
            RouteQueues there = broker.topics().get(topic);
            if (there != null) {
                Map<String, String> addresses = new TreeMap<>();
                broker.addresses().forEach((id, address) -> addresses.put(id.toString(), address));
                brokers.add(broker(broker.cluster(), broker.name(), addresses));
                queues.add(there.json(broker.name()));
            }
        }

        Route add(TopicConfig topic) {
            String name = node.settings().brokerName();
            brokers.add(broker(node.settings().cluster(), name, Map.of("0", node.address(request.link()))));
            queues.add(RouteQueues.of(topic).json(name));
            return this;
        }

        void answer(String topic) {
            KvCommands.table(node, request, KvCommands.ORDERED_TOPICS, ordered -> {
                Map<String, Object> route = new LinkedHashMap<>();
                route.put("brokerDatas", brokers);
                route.put("filterServerTable", Map.of());
                if (ordered.containsKey(topic)) {
                    route.put("orderTopicConf", ordered.get(topic));
                }
                route.put("queueDatas", queues);
                request.answerJson(route);
            });
        }
    }

    /** @param addresses by ids of brokers, as texts or as numbers */
    private static Map<String, Object> broker(String cluster, String name, Map<?, String> addresses) {
        Map<String, Object> broker = new LinkedHashMap<>();
        broker.put("brokerAddrs", addresses);
        broker.put("brokerName", name);
        broker.put("cluster", cluster);
        broker.put("enableActingMaster", false);
        return broker;
    }

    private void cluster(Request request) {
        Map<String, Object> brokers = new TreeMap<>();
        Map<String, TreeSet<String>> clusters = new TreeMap<>();
        node.others().all().forEach(other -> {
            brokers.put(other.name(), broker(other.cluster(), other.name(), other.addresses()));
            clusters.computeIfAbsent(other.cluster(), name -> new TreeSet<>()).add(other.name());
        });
        String own = node.settings().brokerName();
        String cluster = node.settings().cluster();
        brokers.put(own, broker(cluster, own, Map.of(0L, node.address(request.link()))));
        clusters.computeIfAbsent(cluster, name -> new TreeSet<>()).add(own);
        Map<String, Object> answer = new LinkedHashMap<>();
        answer.put("brokerAddrTable", brokers);
        answer.put("clusterAddrTable", clusters);
        request.answerJson(answer);
    }

    private void topics(Request request) {
        node.topics().list(request, all -> {
            TreeSet<String> names = new TreeSet<>();
            all.forEach(topic -> names.add(topic.name()));
            node.others().all().forEach(other -> names.addAll(other.topics().keySet()));
            request.answerJson(Map.of("topicList", names));
        });
    }

    private void topicsOfCluster(Request request) {
        String cluster = request.text("cluster");
        TreeSet<String> names = new TreeSet<>();
        node.others().all().stream()
                .filter(other -> other.cluster().equals(cluster))
                .forEach(other -> names.addAll(other.topics().keySet()));
        node.topics().list(request, all -> {
            if (cluster.equals(node.settings().cluster())) {
                all.forEach(topic -> names.add(topic.name()));
            }
            request.answerJson(Map.of("topicList", names));
        });
    }
}
