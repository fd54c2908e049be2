// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.remoting.names;

import java.io.IOException;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.portagemq.client.codec.Json;
import org.portagemq.client.codec.NetAddress;
import org.portagemq.client.codec.RequestCode;
import org.portagemq.core.api.Broker;
import org.portagemq.core.api.BrokerEvent;
import org.portagemq.remoting.node.Node;
import org.portagemq.remoting.node.NodeSettings;
import org.portagemq.remoting.node.TopicConfig;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * This broker as a member of a cluster that Apache RocketMQ's name servers know: it tells each of them its topics, every 30 s and
 * when they change, on a connection that lasts; a client of theirs finds it like any other broker. A name server that is away is
 * tried again. Has a thread of its own, which waits for them. Thread-safe.
 */
public final class OwnRegistration {

    private static final Logger LOG = LoggerFactory.getLogger(OwnRegistration.class);

    private static final long PERIOD_SECONDS = 30;
    /** Topics that change together are told together. */
    private static final long SETTLE_MS = 100;

    private final Broker broker;
    private final String namespace;
    private final Node node;
    private final List<NameServerLink> servers;
    private final Set<NameServerLink> away = new HashSet<>();
    private final AtomicBoolean changed = new AtomicBoolean();
    private final ScheduledExecutorService thread =
            new ScheduledThreadPoolExecutor(1, OwnRegistration::thread, new ThreadPoolExecutor.DiscardPolicy());
    private List<TopicConfig> told = List.of();
    private long version;

    /** Starts at once. */
    public OwnRegistration(Broker broker, String namespace, Node node, List<NameServerLink> servers) {
        this.broker = broker;
        this.namespace = namespace;
        this.node = node;
        this.servers = List.copyOf(servers);
        broker.onEvent(this::hear);
        thread.scheduleWithFixedDelay(this::register, 0, PERIOD_SECONDS, TimeUnit.SECONDS);
    }

    private static Thread thread(Runnable task) {
        Thread made = new Thread(task, "portage-name-servers");
        made.setDaemon(true);
        return made;
    }

    private void hear(BrokerEvent event) {
        boolean aboutTopics = event instanceof BrokerEvent.TopicDeclared
                || event instanceof BrokerEvent.TopicChanged
                || event instanceof BrokerEvent.TopicDeleted;
        if (aboutTopics && changed.compareAndSet(false, true)) {
            thread.schedule(this::register, SETTLE_MS, TimeUnit.MILLISECONDS);
        }
    }

    private void register() {
        changed.set(false);
        List<TopicConfig> topics;
        try {
            topics = TopicConfig.streams(broker.topics(namespace));
        } catch (RuntimeException ending) {
            LOG.warn("the topics are not told to the name servers now: {}", ending.getMessage());
            return;
        }
        if (!topics.equals(told)) {
            told = topics;
            version++;
        }
        byte[] body = Json.bytes(body(topics));
        servers.forEach(server -> {
            try {
                server.call(RequestCode.REGISTER_BROKER, fields(server), body);
                if (away.remove(server)) {
                    LOG.info("registered with the name server {} again", server);
                }
            } catch (IOException | RuntimeException failed) {
                if (away.add(server)) {
                    LOG.warn("cannot register with the name server {}: {}", server, failed.getMessage());
                }
            }
        });
    }

    private Map<String, String> fields(NameServerLink server) throws IOException {
        NodeSettings settings = node.settings();
        NetAddress local = server.local();
        String address = settings.advertised().orElseGet(() -> new NetAddress(local.address(), node.port()).text());
        Map<String, String> fields = new LinkedHashMap<>();
        fields.put("brokerName", settings.brokerName());
        fields.put("brokerAddr", address);
        fields.put("clusterName", settings.cluster());
        // There are no copies: nobody connects there.
        fields.put("haServerAddr", address);
        fields.put("brokerId", "0");
        fields.put("compressed", "false");
        fields.put("bodyCrc32", "0");
        return fields;
    }

    private Map<String, Object> body(List<TopicConfig> topics) {
        Map<String, Object> table = new LinkedHashMap<>();
        topics.forEach(topic -> table.put(topic.name(), topic.json()));
        node.settings().templates().forEach((name, template) -> table.putIfAbsent(name, template.json()));
        Map<String, Object> wrapper = new LinkedHashMap<>();
        wrapper.put("dataVersion", version(version));
        wrapper.put("mappingDataVersion", version(0));
        wrapper.put("topicConfigTable", table);
        wrapper.put("topicQueueMappingDetailMap", Map.of());
        wrapper.put("topicQueueMappingInfoMap", Map.of());
        return Map.of("filterServerList", List.of(), "topicConfigSerializeWrapper", wrapper);
    }

    private Map<String, Object> version(long counter) {
        return Map.of("counter", counter, "stateVersion", 0, "timestamp", node.startedAt());
    }

    /** Says farewell to the name servers that can be reached, so that clients hear of it at once. */
    public void close() throws InterruptedException {
        thread.execute(() -> servers.forEach(this::unregister));
        thread.shutdown();
        if (!thread.awaitTermination((long) NameServerLink.TIMEOUT_MS * servers.size(), TimeUnit.MILLISECONDS)) {
            thread.shutdownNow();
        }
    }

    private void unregister(NameServerLink server) {
        try {
            if (!away.contains(server)) {
                server.call(RequestCode.UNREGISTER_BROKER, fields(server), new byte[0]);
            }
        } catch (IOException | RuntimeException failed) {
            LOG.info("the name server {} was not told of the end: {}", server, failed.getMessage());
        } finally {
            server.close();
        }
    }
}
