// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.interop.rocketmq;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.BlockingQueue;
import java.util.stream.Collectors;
import org.apache.rocketmq.client.consumer.DefaultMQPushConsumer;
import org.apache.rocketmq.client.exception.MQBrokerException;
import org.apache.rocketmq.client.exception.MQClientException;
import org.apache.rocketmq.client.producer.DefaultMQProducer;
import org.apache.rocketmq.common.TopicConfig;
import org.apache.rocketmq.common.message.MessageExt;
import org.apache.rocketmq.common.message.MessageQueue;
import org.apache.rocketmq.remoting.exception.RemotingException;
import org.apache.rocketmq.tools.admin.DefaultMQAdminExt;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.portagemq.interop.process.StockRocketMq;

/**
 * This broker and one of Apache RocketMQ in one cluster: the broker of RocketMQ is registered with the name servers of both, and
 * so is this one.
 */
class ClusterTest {

    private static final Set<String> BOTH = Set.of("portage", "stock");

    private static StockRocketMq names;
    private static StockRocketMq broker;

    @RegisterExtension
    static final RocketExtension ROCKET =
            new RocketExtension(() -> Map.of("native.name-servers", startNames().address()));

    private final String topic = RocketExtension.name("T");

    private static StockRocketMq startNames() {
        try {
            names = StockRocketMq.nameServer();
            return names;
        } catch (java.io.IOException failed) {
            throw new java.io.UncheckedIOException(failed);
        }
    }

    @BeforeAll
    static void startBroker() throws Exception {
        broker = StockRocketMq.broker(
                "stock", names.address() + ";" + ROCKET.nameServer(), List.of("brokerClusterName=DefaultCluster"));
        for (String server : new String[] {names.address(), ROCKET.nameServer()}) {
            DefaultMQAdminExt admin = admin(server);
            RocketExtension.eventually("both brokers are registered with " + server, () -> brokers(admin)
                    .equals(BOTH));
            admin.shutdown();
        }
    }

    @AfterAll
    static void end() throws Exception {
        if (broker != null) {
            broker.close();
        }
        if (names != null) {
            names.close();
        }
    }

    private static DefaultMQAdminExt admin(String nameServer) throws Exception {
        DefaultMQAdminExt admin = new DefaultMQAdminExt(RocketExtension.PATIENCE_MS);
        admin.setNamesrvAddr(nameServer);
        admin.setInstanceName(RocketExtension.name("admin"));
        admin.start();
        ROCKET.atEnd(admin::shutdown);
        return admin;
    }

    private static Set<String> brokers(DefaultMQAdminExt admin) {
        try {
            return admin.examineBrokerClusterInfo().getBrokerAddrTable().keySet();
        } catch (MQBrokerException | RemotingException | InterruptedException notYet) {
            return Set.of();
        }
    }

    private static Set<String> brokersOf(DefaultMQProducer producer, String topic) {
        try {
            return producer.fetchPublishMessageQueues(topic).stream()
                    .map(MessageQueue::getBrokerName)
                    .collect(Collectors.toCollection(TreeSet::new));
        } catch (MQClientException notYet) {
            return Set.of();
        }
    }

    private void makeOnBoth() throws Exception {
        DefaultMQAdminExt admin = admin(names.address());
        for (String address : new String[] {broker.address(), ROCKET.broker()}) {
            admin.createAndUpdateTopicConfig(address, new TopicConfig(topic, 2, 2, 6));
        }
    }

    /** Whichever name server clients ask, a message in each queue of each broker comes to their consumer. */
    private void checkClientsUseBoth(String nameServer) throws Exception {
        makeOnBoth();
        DefaultMQProducer producer = ROCKET.producer(nameServer);
        RocketExtension.eventually("the topic is known to be on both", () -> brokersOf(producer, topic)
                .equals(BOTH));
        DefaultMQPushConsumer consumer = ROCKET.consumer(RocketExtension.name("G"));
        consumer.setNamesrvAddr(nameServer);
        consumer.subscribe(topic, "*");
        BlockingQueue<MessageExt> all = RocketExtension.collect(consumer);
        Set<String> sent = new TreeSet<>();
        for (MessageQueue queue : producer.fetchPublishMessageQueues(topic)) {
            String text = queue.getBrokerName() + queue.getQueueId();
            producer.send(RocketExtension.message(topic, null, text), queue);
            sent.add(text);
        }
        assertEquals(Set.of("portage0", "portage1", "stock0", "stock1"), sent);
        assertEquals(sent, RocketExtension.texts(all, sent.size()));
    }

    @Test
    @Tag("rocketmq.cluster.both")
    void clientsOfApachesNameServerUseBoth() throws Exception {
        checkClientsUseBoth(names.address());
    }

    @Test
    @Tag("rocketmq.code.103")
    @Tag("rocketmq.cluster.both")
    void clientsOfThisNameServerUseBoth() throws Exception {
        checkClientsUseBoth(ROCKET.nameServer());
    }

    @Test
    @Tag("rocketmq.code.205")
    void thePermissionOfABrokerThatIsRegisteredHereCanBeTaken() throws Exception {
        makeOnBoth();
        DefaultMQAdminExt admin = admin(ROCKET.nameServer());
        DefaultMQProducer producer = ROCKET.producer();
        RocketExtension.eventually("the topic is known to be on both", () -> brokersOf(producer, topic)
                .equals(BOTH));
        assertTrue(admin.wipeWritePermOfBroker(ROCKET.nameServer(), "stock") > 0);
        DefaultMQProducer later = ROCKET.producer();
        assertEquals(Set.of("portage"), brokersOf(later, topic));
        assertTrue(admin.addWritePermOfBroker(ROCKET.nameServer(), "stock") > 0);
        assertThrows(MQClientException.class, () -> admin.wipeWritePermOfBroker(ROCKET.nameServer(), "nobody"));
    }

    @Test
    @Tag("rocketmq.cluster.order")
    void anOrderOfQueuesIsToldToClients() throws Exception {
        makeOnBoth();
        DefaultMQAdminExt admin = admin(ROCKET.nameServer());
        DefaultMQProducer before = ROCKET.producer();
        RocketExtension.eventually("the topic is known to be on both", () -> brokersOf(before, topic)
                .equals(BOTH));
        admin.createAndUpdateKvConfig("ORDER_TOPIC_CONFIG", topic, "stock:1;portage:2");
        assertEquals("stock:1;portage:2", admin.examineTopicRouteInfo(topic).getOrderTopicConf());
        assertEquals(
                Set.of("stock0", "portage0", "portage1"),
                ROCKET.producer().fetchPublishMessageQueues(topic).stream()
                        .map(queue -> queue.getBrokerName() + queue.getQueueId())
                        .collect(Collectors.toSet()));
    }

    @Test
    @Tag("rocketmq.code.104")
    @Tag("rocketmq.cluster.end")
    void aBrokerThatEndsIsForgotten() throws Exception {
        DefaultMQAdminExt admin = admin(ROCKET.nameServer());
        StockRocketMq third = StockRocketMq.broker("third", ROCKET.nameServer(), List.of());
        try {
            RocketExtension.eventually("it is registered", () -> brokers(admin).contains("third"));
            third.beginEnd();
            RocketExtension.eventually("it is forgotten", () -> brokers(admin).equals(BOTH));
        } finally {
            third.close();
        }
    }
}
