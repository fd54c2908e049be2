// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.remoting.admin;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.portagemq.client.codec.Command;
import org.portagemq.client.codec.RequestCode;
import org.portagemq.core.api.BrokerStatus;
import org.portagemq.remoting.link.Dispatcher;
import org.portagemq.remoting.link.Request;
import org.portagemq.remoting.node.Node;
import org.portagemq.remoting.node.TopicConfig;
import org.portagemq.remoting.node.Topics;

/** The broker as a whole: how it is. */
public final class BrokerAdmin implements Dispatcher.CommandSet {

    private final Node node;
    private final OldestMessage oldest;

    public BrokerAdmin(Node node) {
        this.node = node;
        this.oldest = new OldestMessage(node);
    }

    @Override
    public void addTo(Dispatcher dispatcher) {
        dispatcher.on(RequestCode.GET_BROKER_RUNTIME_INFO, this::info);
        dispatcher.on(RequestCode.GET_SYSTEM_TOPIC_LIST_FROM_NS, this::systemTopics);
        dispatcher.on(RequestCode.GET_SYSTEM_TOPIC_LIST_FROM_BROKER, this::systemTopics);
    }

    private void info(Request request) {
        oldest.storedAt(request, storedAt -> info(request, storedAt));
    }

    private void info(Request request, long oldestStoredAt) {
        BrokerStatus status = node.broker().status();
        long published = status.counters().getOrDefault("messages_published", 0L);
        long delivered = status.counters().getOrDefault("messages_delivered", 0L);
        double seconds = Math.max(1, node.now() - node.startedAt()) / 1_000.0;
        Map<String, String> table = new LinkedHashMap<>();
        table.put("brokerActive", "true");
        table.put("brokerVersion", String.valueOf(Command.VERSION));
        table.put("brokerVersionDesc", "PortageMQ");
        table.put("bootTimestamp", String.valueOf(node.startedAt()));
        table.put("runtime", "[ " + (long) seconds + " seconds ]");
        table.put("putTps", rates(published / seconds));
        table.put("getTransferredTps", rates(delivered / seconds));
        table.put("getTotalTps", rates(delivered / seconds));
        table.put("getFoundTps", rates(delivered / seconds));
        table.put("getMissTps", rates(0));
        table.put("msgPutTotalTodayNow", String.valueOf(published));
        table.put("msgGetTotalTodayNow", String.valueOf(delivered));
        // Nothing waits in queues of threads here.
        for (String queue : List.of("sendThreadPoolQueue", "pullThreadPoolQueue", "queryThreadPoolQueue")) {
            table.put(queue + "Size", "0");
            table.put(queue + "Capacity", "0");
            table.put(queue + "HeadWaitTimeMills", "0");
        }
        table.put("pageCacheLockTimeMills", "0");
        table.put("earliestMessageTimeStamp", String.valueOf(oldestStoredAt));
        table.put("commitLogDiskRatio", "0");
        for (String none : List.of(
                "msgPutTotalYesterdayMorning",
                "msgPutTotalTodayMorning",
                "msgGetTotalYesterdayMorning",
                "msgGetTotalTodayMorning",
                "timerReadBehind",
                "timerOffsetBehind",
                "timerCongestNum")) {
            table.put(none, "0");
        }
        table.put("timerEnqueueTps", "0.0");
        table.put("timerDequeueTps", "0.0");
        request.answerJson(Map.of("table", table));
    }

    /** Three means, of ever longer times, which are one here. */
    private static String rates(double perSecond) {
        String rate = String.valueOf(perSecond);
        return rate + " " + rate + " " + rate;
    }

    private void systemTopics(Request request) {
        node.topics()
                .list(
                        request,
                        all -> request.answerJson(Map.of(
                                "topicList",
                                all.stream()
                                        .map(TopicConfig::name)
                                        .filter(Topics::isSystem)
                                        .toList())));
    }
}
