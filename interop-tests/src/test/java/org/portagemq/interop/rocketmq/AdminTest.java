// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.interop.rocketmq;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.rocketmq.client.consumer.DefaultMQPushConsumer;
import org.apache.rocketmq.client.consumer.listener.ConsumeConcurrentlyStatus;
import org.apache.rocketmq.client.consumer.listener.MessageListenerConcurrently;
import org.apache.rocketmq.client.exception.MQBrokerException;
import org.apache.rocketmq.client.exception.MQClientException;
import org.apache.rocketmq.client.producer.DefaultMQProducer;
import org.apache.rocketmq.client.producer.SendResult;
import org.apache.rocketmq.common.TopicConfig;
import org.apache.rocketmq.common.message.MessageExt;
import org.apache.rocketmq.common.message.MessageQueue;
import org.apache.rocketmq.remoting.exception.RemotingException;
import org.apache.rocketmq.remoting.protocol.admin.ConsumeStats;
import org.apache.rocketmq.remoting.protocol.admin.TopicStatsTable;
import org.apache.rocketmq.remoting.protocol.body.ClusterInfo;
import org.apache.rocketmq.remoting.protocol.body.ConsumerConnection;
import org.apache.rocketmq.remoting.protocol.body.ConsumerRunningInfo;
import org.apache.rocketmq.remoting.protocol.body.QueryConsumeQueueResponseBody;
import org.apache.rocketmq.remoting.protocol.body.QueueTimeSpan;
import org.apache.rocketmq.remoting.protocol.subscription.SubscriptionGroupConfig;
import org.apache.rocketmq.tools.admin.DefaultMQAdminExt;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What Apache RocketMQ's administrators' tools do, by the calls that they stand on. */
class AdminTest {

    @RegisterExtension
    static final RocketExtension ROCKET = new RocketExtension();

    private final String topic = RocketExtension.name("T");
    private final String group = RocketExtension.name("G");
    private DefaultMQAdminExt admin;
    private DefaultMQPushConsumer consumer;

    @BeforeEach
    void startAdmin() throws Exception {
        admin = newAdmin();
    }

    private static DefaultMQAdminExt newAdmin() throws Exception {
        DefaultMQAdminExt admin = new DefaultMQAdminExt(RocketExtension.PATIENCE_MS);
        admin.setNamesrvAddr(ROCKET.nameServer());
        admin.setInstanceName(RocketExtension.name("admin"));
        admin.start();
        ROCKET.atEnd(admin::shutdown);
        return admin;
    }

    private void make(int readQueues, int writeQueues, int permission) throws Exception {
        TopicConfig config = new TopicConfig(topic, readQueues, writeQueues, permission);
        config.setAttributes(Map.of("+message.type", "FIFO"));
        admin.createAndUpdateTopicConfig(ROCKET.broker(), config);
    }

    private BlockingQueue<MessageExt> consume() throws Exception {
        consumer = ROCKET.consumer(group);
        consumer.subscribe(topic, "*");
        return RocketExtension.collect(consumer);
    }

    @Test
    @Tag("rocketmq.code.26")
    @Tag("rocketmq.code.28")
    @Tag("rocketmq.code.106")
    void theClusterHasThisBroker() throws Exception {
        ClusterInfo cluster = admin.examineBrokerClusterInfo();
        assertEquals(Set.of("portage"), cluster.getClusterAddrTable().get("DefaultCluster"));
        assertEquals(
                ROCKET.broker(),
                cluster.getBrokerAddrTable().get("portage").getBrokerAddrs().get(0L));
        assertEquals(
                "PortageMQ",
                admin.fetchBrokerRuntimeStats(ROCKET.broker()).getTable().get("brokerVersionDesc"));
        assertEquals("portage", admin.getBrokerConfig(ROCKET.broker()).getProperty("brokerName"));
    }

    @Test
    @Tag("rocketmq.code.105")
    void aTopicIsMadeOnAllBrokersOfTheClusterOrOnOne() throws Exception {
        for (String where : Set.of("DefaultCluster", "portage")) {
            String made = topic + "-on-" + where;
            admin.createTopic(where, made, 3, Map.of());
            assertEquals(3, admin.examineTopicStats(made).getOffsetTable().size());
        }
        assertFalse(admin.fetchAllTopicList().getTopicList().contains("DefaultCluster"));
    }

    @Test
    @Tag("rocketmq.code.17")
    @Tag("rocketmq.code.351")
    @Tag("rocketmq.code.202")
    void aTopicIsMadeShrunkAndGrownAlsoOverARestart() throws Exception {
        make(4, 4, 6);
        DefaultMQProducer producer = ROCKET.producer();
        for (int i = 0; i < 8; i++) {
            producer.send(RocketExtension.message(topic, null, "m" + i));
        }
        make(4, 2, 6);
        admin.shutdown();
        ROCKET.restart();
        admin = newAdmin();
        TopicConfig shrunk = admin.examineTopicConfig(ROCKET.broker(), topic);
        assertEquals(2, shrunk.getWriteQueueNums());
        assertEquals(4, shrunk.getReadQueueNums());
        assertEquals(Map.of("message.type", "FIFO"), shrunk.getAttributes());
        DefaultMQProducer later = ROCKET.producer();
        assertEquals(2, later.fetchPublishMessageQueues(topic).size());
        MQBrokerException refusal = assertThrows(
                MQBrokerException.class,
                () -> later.send(RocketExtension.message(topic, null, "no"), new MessageQueue(topic, "portage", 3)));
        assertTrue(refusal.getErrorMessage().contains("queueId[3]"), refusal.getErrorMessage());
        // Readers still get what is in the others.
        assertEquals(8, RocketExtension.texts(consume(), 8).size());
        make(6, 6, 6);
        assertEquals(6, admin.examineTopicStats(topic).getOffsetTable().size());
    }

    @Test
    @Tag("rocketmq.code.205")
    @Tag("rocketmq.code.327")
    void permissionsAreKept() throws Exception {
        make(1, 1, 4);
        DefaultMQProducer producer = ROCKET.producer();
        assertThrows(MQClientException.class, () -> producer.send(RocketExtension.message(topic, null, "no")));
        make(1, 1, 6);
        MessageQueue queue = new MessageQueue(topic, "portage", 0);
        producer.send(RocketExtension.message(topic, null, "yes"), queue);
        assertTrue(admin.wipeWritePermOfBroker(ROCKET.nameServer(), "portage") > 0);
        MQBrokerException refusal = assertThrows(
                MQBrokerException.class, () -> producer.send(RocketExtension.message(topic, null, "no"), queue));
        assertEquals(16, refusal.getResponseCode());
        assertTrue(admin.addWritePermOfBroker(ROCKET.nameServer(), "portage") > 0);
        producer.send(RocketExtension.message(topic, null, "again"), queue);
    }

    @Test
    @Tag("rocketmq.code.21")
    @Tag("rocketmq.code.351")
    @Tag("rocketmq.code.215")
    @Tag("rocketmq.code.216")
    @Tag("rocketmq.code.206")
    @Tag("rocketmq.code.224")
    void aTopicIsListedAndDeleted() throws Exception {
        make(1, 1, 6);
        assertTrue(admin.fetchAllTopicList().getTopicList().contains(topic));
        assertTrue(admin.fetchTopicsByCLuster("DefaultCluster").getTopicList().contains(topic));
        assertTrue(admin.getAllTopicConfig(ROCKET.broker(), RocketExtension.PATIENCE_MS)
                .getTopicConfigTable()
                .containsKey(topic));
        admin.deleteTopicInBroker(Set.of(ROCKET.broker()), topic);
        admin.deleteTopicInNameServer(Set.of(ROCKET.nameServer()), topic);
        assertFalse(admin.fetchAllTopicList().getTopicList().contains(topic));
        assertThrows(MQBrokerException.class, () -> admin.examineTopicConfig(ROCKET.broker(), topic));
    }

    @Test
    @Tag("rocketmq.code.202")
    @Tag("rocketmq.code.203")
    @Tag("rocketmq.code.204")
    @Tag("rocketmq.code.208")
    @Tag("rocketmq.code.300")
    @Tag("rocketmq.code.307")
    void theStateOfATopicAndOfAGroupIsShown() throws Exception {
        make(2, 2, 6);
        DefaultMQProducer producer = ROCKET.producer();
        for (int i = 0; i < 10; i++) {
            producer.send(RocketExtension.message(topic, null, "m" + i));
        }
        TopicStatsTable stats = admin.examineTopicStats(topic);
        assertEquals(
                10,
                stats.getOffsetTable().values().stream()
                        .mapToLong(offset -> offset.getMaxOffset() - offset.getMinOffset())
                        .sum());
        RocketExtension.texts(consume(), 10);
        RocketExtension.eventually("the offsets", () -> {
            RocketExtension.commit(consumer);
            try {
                ConsumeStats consumed = admin.examineConsumeStats(group, topic);
                return consumed.getOffsetTable().size() == 2 && consumed.computeTotalDiff() == 0;
            } catch (Exception notYet) {
                return false;
            }
        });
        ConsumerConnection connection = admin.examineConsumerConnectionInfo(group);
        assertEquals(1, connection.getConnectionSet().size());
        assertEquals("*", connection.getSubscriptionTable().get(topic).getSubString());
        String clientId = connection.getConnectionSet().iterator().next().getClientId();
        ConsumerRunningInfo running = admin.getConsumerRunningInfo(group, clientId, false);
        assertTrue(running.getSubscriptionSet().stream()
                .anyMatch(one -> one.getTopic().equals(topic)));
        assertTrue(admin.queryTopicConsumeByWho(topic).getGroupList().contains(group));
        assertEquals(
                1,
                admin.examineProducerConnectionInfo(producer.getProducerGroup(), topic)
                        .getConnectionSet()
                        .size());
        MQBrokerException offline = assertThrows(
                MQBrokerException.class, () -> admin.examineConsumerConnectionInfo(RocketExtension.name("none")));
        assertEquals(206, offline.getResponseCode());
    }

    @Test
    @Tag("rocketmq.code.222")
    void aGroupIsMovedBackWhileItConsumes() throws Exception {
        make(1, 1, 6);
        DefaultMQProducer producer = ROCKET.producer();
        for (int i = 0; i < 5; i++) {
            producer.send(RocketExtension.message(topic, null, "m" + i));
        }
        BlockingQueue<MessageExt> got = consume();
        Set<String> all = RocketExtension.texts(got, 5);
        RocketExtension.eventually("the offset", () -> {
            RocketExtension.commit(consumer);
            try {
                return admin.examineConsumeStats(group, topic).computeTotalDiff() == 0;
            } catch (Exception notYet) {
                return false;
            }
        });
        Map<MessageQueue, Long> moved = admin.resetOffsetByTimestamp(topic, group, 0, true);
        assertEquals(Map.of(new MessageQueue(topic, "portage", 0), 0L), moved);
        // It may come before the client has heard that it is moved, and again behind the others then.
        producer.send(RocketExtension.message(topic, null, "wake"));
        Set<String> again = new HashSet<>();
        while (!again.containsAll(all)) {
            again.add(RocketExtension.text(RocketExtension.next(got)));
        }
    }

    @Test
    @Tag("rocketmq.code.200")
    @Tag("rocketmq.group.refused")
    void whatIsSetForAGroupIsKeptAndRefusedWhereItIsNotDone() throws Exception {
        SubscriptionGroupConfig config = new SubscriptionGroupConfig();
        config.setGroupName(group);
        config.setRetryMaxTimes(3);
        admin.createAndUpdateSubscriptionGroupConfig(ROCKET.broker(), config);
        assertEquals(
                3, admin.examineSubscriptionGroupConfig(ROCKET.broker(), group).getRetryMaxTimes());
        config.setNotifyConsumerIdsChangedEnable(false);
        MQClientException refusal = assertThrows(
                MQClientException.class, () -> admin.createAndUpdateSubscriptionGroupConfig(ROCKET.broker(), config));
        assertTrue(refusal.getErrorMessage().contains("notifyConsumerIdsChangedEnable"), refusal.getErrorMessage());
    }

    @Test
    @Tag("rocketmq.code.32")
    @Tag("rocketmq.code.303")
    @Tag("rocketmq.code.317")
    @Tag("rocketmq.code.345")
    @Tag("rocketmq.code.321")
    @Tag("rocketmq.code.315")
    void howFarAGroupIsIsToldByTimeByQueueAndForAllGroups() throws Exception {
        make(1, 1, 6);
        DefaultMQProducer producer = ROCKET.producer();
        producer.send(RocketExtension.message(topic, "red", "one"));
        consumer = ROCKET.consumer(group);
        consumer.subscribe(topic, "red");
        RocketExtension.next(RocketExtension.collect(consumer));
        assertEquals("red", admin.querySubscription(group, topic).getSubString());
        RocketExtension.eventually("the offset is committed", () -> {
            RocketExtension.commit(consumer);
            return behind() == 0;
        });
        consumer.shutdown();
        SendResult second = producer.send(RocketExtension.message(topic, "red", "two"));
        assertEquals(1, behind());
        long oldest = admin.earliestMsgStoreTime(new MessageQueue(topic, "portage", 0));
        QueueTimeSpan span = admin.queryConsumeTimeSpan(topic, group).get(0);
        assertTrue(span.getMinTimeStamp() > 0 && span.getMinTimeStamp() <= span.getMaxTimeStamp(), span::toString);
        assertEquals(oldest, span.getMinTimeStamp());
        assertEquals(span.getMinTimeStamp(), span.getConsumeTimeStamp());
        assertTrue(span.getDelayTime() >= 0, span::toString);
        QueryConsumeQueueResponseBody queue = admin.queryConsumeQueue(ROCKET.broker(), topic, 0, 1, 5, null);
        assertEquals(2, queue.getMaxQueueIndex());
        assertEquals(1, queue.getQueueData().size());
        assertEquals("red".hashCode(), queue.getQueueData().get(0).getTagsCode());
        assertEquals(
                second.getMsgId(),
                admin.viewMessage(topic, second.getOffsetMsgId()).getMsgId());
        assertThrows(
                MQClientException.class, () -> admin.viewBrokerStatsData(ROCKET.broker(), "TOPIC_PUT_NUMS", topic));
    }

    @Test
    @Tag("rocketmq.code.208")
    @Tag("rocketmq.code.317")
    void whatConsumersHaveAndAreNotThroughWithIsCounted() throws Exception {
        make(1, 1, 6);
        DefaultMQProducer producer = ROCKET.producer();
        producer.send(RocketExtension.message(topic, null, "first"));
        CountDownLatch through = new CountDownLatch(1);
        consumer = ROCKET.consumer(group);
        consumer.subscribe(topic, "*");
        consumer.registerMessageListener((MessageListenerConcurrently) (messages, context) -> {
            boolean goesOn = RocketExtension.text(messages.get(0)).equals("first") || await(through);
            return goesOn ? ConsumeConcurrentlyStatus.CONSUME_SUCCESS : ConsumeConcurrentlyStatus.RECONSUME_LATER;
        });
        consumer.start();
        RocketExtension.eventually("the consumer is through with the first", () -> {
            RocketExtension.commit(consumer);
            return progress().getOffsetTable().values().iterator().next().getConsumerOffset() == 1;
        });
        for (int i = 0; i < 5; i++) {
            producer.send(RocketExtension.message(topic, null, "m" + i));
        }
        RocketExtension.eventually(
                "the others are in its hands", () -> progress().computeInflightTotalDiff() == 5);
        assertEquals(5, progress().computeTotalDiff());
        // Of all groups.
        long all = admin.fetchConsumeStatsInBroker(ROCKET.broker(), false, RocketExtension.PATIENCE_MS)
                .getTotalInflightDiff();
        assertTrue(all >= 5, () -> "in flight: " + all);
        through.countDown();
        RocketExtension.eventually("the consumer is through with them", () -> {
            RocketExtension.commit(consumer);
            return progress().computeInflightTotalDiff() == 0 && behind() == 0;
        });
    }

    private static boolean await(CountDownLatch latch) {
        try {
            return latch.await(RocketExtension.PATIENCE_MS, TimeUnit.MILLISECONDS);
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private ConsumeStats progress() {
        try {
            return admin.examineConsumeStats(group, topic);
        } catch (RemotingException | MQClientException | MQBrokerException | InterruptedException failed) {
            throw new IllegalStateException(failed);
        }
    }

    /** Messages that the group has not had yet, by the list of all groups. */
    private long behind() {
        try {
            return admin
                    .fetchConsumeStatsInBroker(ROCKET.broker(), false, RocketExtension.PATIENCE_MS)
                    .getConsumeStatsList()
                    .stream()
                    .filter(one -> one.containsKey(group))
                    .flatMap(one -> one.get(group).stream())
                    .filter(stats -> stats.getOffsetTable().keySet().stream()
                            .anyMatch(queue -> queue.getTopic().equals(topic)))
                    .mapToLong(ConsumeStats::computeTotalDiff)
                    .sum();
        } catch (RemotingException | MQClientException | InterruptedException failed) {
            throw new AssertionError(failed);
        }
    }

    @Test
    @Tag("rocketmq.code.207")
    void aGroupIsDeletedWhenNobodyIsInIt() throws Exception {
        make(1, 1, 6);
        ROCKET.producer().send(RocketExtension.message(topic, null, "m"));
        consumer = ROCKET.consumer(group);
        consumer.subscribe(topic, "*");
        RocketExtension.texts(RocketExtension.collect(consumer), 1);
        assertThrows(MQClientException.class, () -> admin.deleteSubscriptionGroup(ROCKET.broker(), group, true));
        consumer.shutdown();
        RocketExtension.eventually("the offset", () -> {
            try {
                return admin.queryTopicConsumeByWho(topic).getGroupList().contains(group);
            } catch (Exception notYet) {
                return false;
            }
        });
        admin.deleteSubscriptionGroup(ROCKET.broker(), group, true);
        assertFalse(admin.queryTopicConsumeByWho(topic).getGroupList().contains(group));
    }

    @Test
    @Tag("rocketmq.code.100")
    @Tag("rocketmq.code.101")
    @Tag("rocketmq.code.102")
    @Tag("rocketmq.code.219")
    void valuesByKeyAreKeptOverARestart() throws Exception {
        admin.createAndUpdateKvConfig("ns", "k", "v \u20ac");
        admin.createAndUpdateKvConfig("ns", "other", "w");
        admin.shutdown();
        ROCKET.restart();
        admin = newAdmin();
        assertEquals("v \u20ac", admin.getKVConfig("ns", "k"));
        assertEquals(
                Map.of("k", "v \u20ac", "other", "w"),
                Map.copyOf(admin.getKVListByNamespace("ns").getTable()));
        admin.deleteKvConfig("ns", "k");
        assertThrows(Exception.class, () -> admin.getKVConfig("ns", "k"));
    }

    @Test
    @Tag("rocketmq.code.309")
    void aMessageIsHandedToOneConsumerDirectly() throws Exception {
        make(1, 1, 6);
        SendResult sent = ROCKET.producer().send(RocketExtension.message(topic, null, "again"));
        BlockingQueue<MessageExt> got = consume();
        RocketExtension.next(got);
        String clientId = admin.examineConsumerConnectionInfo(group)
                .getConnectionSet()
                .iterator()
                .next()
                .getClientId();
        assertEquals(
                "CR_SUCCESS",
                admin.consumeMessageDirectly(group, clientId, topic, sent.getOffsetMsgId())
                        .getConsumeResult()
                        .name());
        assertEquals("again", RocketExtension.text(RocketExtension.next(got)));
    }
}
