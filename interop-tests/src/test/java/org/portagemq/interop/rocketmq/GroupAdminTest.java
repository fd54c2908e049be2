// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.interop.rocketmq;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.apache.rocketmq.client.consumer.DefaultMQPushConsumer;
import org.apache.rocketmq.client.exception.MQClientException;
import org.apache.rocketmq.client.producer.DefaultMQProducer;
import org.apache.rocketmq.common.message.MessageQueueAssignment;
import org.apache.rocketmq.common.message.MessageRequestMode;
import org.apache.rocketmq.remoting.protocol.ResponseCode;
import org.apache.rocketmq.remoting.protocol.admin.ConsumeStats;
import org.apache.rocketmq.remoting.protocol.heartbeat.MessageModel;
import org.apache.rocketmq.remoting.protocol.subscription.SimpleSubscriptionData;
import org.apache.rocketmq.remoting.protocol.subscription.SubscriptionGroupConfig;
import org.apache.rocketmq.tools.admin.DefaultMQAdminExt;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.portagemq.client.codec.Command;
import org.portagemq.client.codec.Json;

/** What administrators set for consumer groups, by the calls of Apache RocketMQ's tools. */
class GroupAdminTest {

    @RegisterExtension
    static final RocketExtension ROCKET = new RocketExtension();

    private final String group = RocketExtension.name("G");
    private final String other = RocketExtension.name("G");
    private DefaultMQAdminExt admin;

    @BeforeEach
    void startAdmin() throws Exception {
        admin = new DefaultMQAdminExt(RocketExtension.PATIENCE_MS);
        admin.setNamesrvAddr(ROCKET.nameServer());
        admin.setInstanceName(RocketExtension.name("admin"));
        admin.start();
        ROCKET.atEnd(admin::shutdown);
    }

    private static SubscriptionGroupConfig config(String group) {
        SubscriptionGroupConfig config = new SubscriptionGroupConfig();
        config.setGroupName(group);
        return config;
    }

    private Map<String, SubscriptionGroupConfig> all() throws Exception {
        return admin.getAllSubscriptionGroup(ROCKET.broker(), RocketExtension.PATIENCE_MS)
                .getSubscriptionGroupTable();
    }

    /** What the broker itself says: the tools' call looks into the list of all groups. */
    private static Command describe(String group) throws Exception {
        return Wire.ask(ROCKET, 352, Map.of("group", group), Command.NO_BODY);
    }

    private static void assertUnknown(String group) throws Exception {
        assertEquals(ResponseCode.SUBSCRIPTION_GROUP_NOT_EXIST, describe(group).code());
    }

    @Test
    @Tag("rocketmq.code.201")
    @Tag("rocketmq.code.225")
    void severalGroupsAreSetTogetherOrNotAtAll() throws Exception {
        SubscriptionGroupConfig first = config(group);
        first.setRetryMaxTimes(5);
        SubscriptionGroupConfig second = config(other);
        second.setRetryQueueNums(9);
        MQClientException refused = assertThrows(
                MQClientException.class,
                () -> admin.createAndUpdateSubscriptionGroupConfigList(ROCKET.broker(), List.of(first, second)));
        assertTrue(refused.getErrorMessage().contains("retryQueueNums = 9"), refused.getErrorMessage());
        assertFalse(all().containsKey(group));
        second.setRetryQueueNums(1);
        second.setConsumeEnable(false);
        admin.createAndUpdateSubscriptionGroupConfigList(ROCKET.broker(), List.of(first, second));
        Map<String, SubscriptionGroupConfig> all = all();
        assertEquals(5, all.get(group).getRetryMaxTimes());
        assertTrue(all.get(group).isConsumeEnable());
        assertFalse(all.get(other).isConsumeEnable());
    }

    @Test
    @Tag("rocketmq.code.352")
    @Tag("rocketmq.group.ordered")
    void thatAGroupIsPoppedInOrderIsToldToWhoeverPopsForIt() throws Exception {
        SubscriptionGroupConfig config = config(group);
        admin.createAndUpdateSubscriptionGroupConfig(ROCKET.broker(), config);
        assertFalse(admin.examineSubscriptionGroupConfig(ROCKET.broker(), group).isConsumeMessageOrderly());
        config.setConsumeMessageOrderly(true);
        admin.createAndUpdateSubscriptionGroupConfig(ROCKET.broker(), config);
        assertTrue(admin.examineSubscriptionGroupConfig(ROCKET.broker(), group).isConsumeMessageOrderly());
        assertEquals(true, Json.readObject(describe(group).body()).get("consumeMessageOrderly"));
        assertUnknown(other);
    }

    @Test
    @Tag("rocketmq.group.refused")
    void aSettingThatIsNotDoneIsRefusedByItsName() throws Exception {
        Map<String, Consumer<SubscriptionGroupConfig>> changes = Map.of(
                "retryQueueNums", config -> config.setRetryQueueNums(2),
                "notifyConsumerIdsChangedEnable", config -> config.setNotifyConsumerIdsChangedEnable(false),
                "groupSysFlag", config -> config.setGroupSysFlag(1),
                "consumeTimeoutMinute", config -> config.setConsumeTimeoutMinute(1),
                "attributes", config -> config.setAttributes(Map.of("+priority.factor", "0.5")),
                "subscriptionDataSet",
                        config -> config.setSubscriptionDataSet(Set.of(new SimpleSubscriptionData("T", "TAG", "*", 1))),
                "retryMaxTimes", config -> config.setRetryMaxTimes(-1));
        changes.forEach((name, change) -> {
            SubscriptionGroupConfig config = config(group);
            change.accept(config);
            String refusal = assertThrows(
                            MQClientException.class,
                            () -> admin.createAndUpdateSubscriptionGroupConfig(ROCKET.broker(), config))
                    .getErrorMessage();
            assertTrue(refusal.contains(name), refusal);
        });
        assertUnknown(group);
    }

    @Test
    @Tag("rocketmq.code.207")
    void whatWasSetForAGroupIsGoneWithIt() throws Exception {
        SubscriptionGroupConfig config = config(group);
        config.setRetryMaxTimes(2);
        admin.createAndUpdateSubscriptionGroupConfig(ROCKET.broker(), config);
        admin.deleteSubscriptionGroup(ROCKET.broker(), group, true);
        assertUnknown(group);
        assertFalse(all().containsKey(group));
    }

    @Test
    @Tag("rocketmq.code.207")
    void howAGroupGetsItsMessagesIsForgottenWithIt() throws Exception {
        String topic = RocketExtension.name("T");
        DefaultMQProducer producer = ROCKET.producer();
        producer.send(RocketExtension.message(topic, null, "m"));
        admin.createAndUpdateSubscriptionGroupConfig(ROCKET.broker(), config(group));
        admin.setMessageRequestMode(
                ROCKET.broker(), topic, group, MessageRequestMode.POP, 0, RocketExtension.PATIENCE_MS);
        assertEquals(Set.of(MessageRequestMode.POP), modes(producer, topic));
        admin.deleteSubscriptionGroup(ROCKET.broker(), group, true);
        assertEquals(Set.of(), modes(producer, topic));
    }

    /** As somebody hears who is no member, and therefore has no queue of his own to pull from. */
    @SuppressWarnings("deprecation") // The client has no other way.
    private Set<MessageRequestMode> modes(DefaultMQProducer client, String topic) throws Exception {
        return client
                .getDefaultMQProducerImpl()
                .getMqClientFactory()
                .getMQClientAPIImpl()
                .queryAssignment(
                        ROCKET.broker(),
                        topic,
                        group,
                        "nobody",
                        "AVG",
                        MessageModel.CLUSTERING,
                        RocketExtension.PATIENCE_MS)
                .stream()
                .map(MessageQueueAssignment::getMode)
                .collect(Collectors.toSet());
    }

    @Test
    @Tag("rocketmq.code.343")
    void theTopicsOfAGroupAreListed() throws Exception {
        String topic = RocketExtension.name("T");
        ROCKET.producer().send(RocketExtension.message(topic, null, "m"));
        DefaultMQPushConsumer consumer = ROCKET.consumer(group);
        consumer.subscribe(topic, "*");
        RocketExtension.next(RocketExtension.collect(consumer));
        RocketExtension.eventually("it has said how far it is", () -> {
            RocketExtension.commit(consumer);
            try {
                return admin.queryTopicsByConsumer(group).getTopicList().contains(topic);
            } catch (Exception notYet) {
                return false;
            }
        });
        assertEquals(Set.of(), admin.queryTopicsByConsumer(other).getTopicList());
    }

    @Test
    @Tag("rocketmq.code.208")
    @SuppressWarnings("deprecation") // The tools have no call of their own for it.
    void howFarAGroupIsThatHasNotConsumedIsToldToo() throws Exception {
        DefaultMQProducer producer = ROCKET.producer();
        String topic = RocketExtension.name("T");
        String none = RocketExtension.name("T");
        producer.send(RocketExtension.message(topic, null, "m"));
        admin.createAndUpdateSubscriptionGroupConfig(ROCKET.broker(), config(group));
        var api = producer.getDefaultMQProducerImpl().getMqClientFactory().getMQClientAPIImpl();
        long wait = RocketExtension.PATIENCE_MS;
        assertEquals(Map.of(), api.getConsumeStats(ROCKET.broker(), group, wait).getOffsetTable());
        assertEquals(
                Map.of(),
                api.getConsumeStats(ROCKET.broker(), group, none, wait).getOffsetTable());
        ConsumeStats one = api.getConsumeStats(ROCKET.broker(), group, topic, wait);
        assertEquals(4, one.getOffsetTable().size());
        assertEquals(1, one.computeTotalDiff());
        assertEquals(
                one.getOffsetTable().keySet(),
                api.getConsumeStats(ROCKET.broker(), group, List.of(topic, none), wait)
                        .getOffsetTable()
                        .keySet());
        // Broker or not, the tools themselves say that nobody is there.
        MQClientException offline = assertThrows(MQClientException.class, () -> admin.examineConsumeStats(group));
        assertEquals(ResponseCode.CONSUMER_NOT_ONLINE, offline.getResponseCode());
    }

    @Test
    @Tag("rocketmq.code.304")
    @Tag("rocketmq.code.305")
    @SuppressWarnings("deprecation") // The tools have no call of their own for it.
    void theTopicsInWhichTheBrokerKeepsItsOwnAreListed() throws Exception {
        admin.createAndUpdateSubscriptionGroupConfig(ROCKET.broker(), config(group));
        Set<String> own =
                admin
                        .getAllTopicConfig(ROCKET.broker(), RocketExtension.PATIENCE_MS)
                        .getTopicConfigTable()
                        .keySet()
                        .stream()
                        .filter(name -> name.startsWith("rmq_sys_"))
                        .collect(Collectors.toSet());
        var api = ROCKET.producer()
                .getDefaultMQProducerImpl()
                .getMqClientFactory()
                .getMQClientAPIImpl();
        assertEquals(own, api.getSystemTopicList(RocketExtension.PATIENCE_MS).getTopicList());
        assertEquals(
                own,
                api.getSystemTopicListFromBroker(ROCKET.broker(), RocketExtension.PATIENCE_MS)
                        .getTopicList());
    }
}
