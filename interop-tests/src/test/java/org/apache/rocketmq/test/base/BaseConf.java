// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.apache.rocketmq.test.base;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ForkJoinPool;
import org.apache.rocketmq.broker.BrokerController;
import org.apache.rocketmq.client.producer.TransactionListener;
import org.apache.rocketmq.common.attribute.CQType;
import org.apache.rocketmq.common.attribute.TopicMessageType;
import org.apache.rocketmq.remoting.protocol.subscription.SubscriptionGroupConfig;
import org.apache.rocketmq.test.client.rmq.RMQAsyncSendProducer;
import org.apache.rocketmq.test.client.rmq.RMQNormalConsumer;
import org.apache.rocketmq.test.client.rmq.RMQNormalProducer;
import org.apache.rocketmq.test.client.rmq.RMQTransactionalProducer;
import org.apache.rocketmq.test.clientinterface.AbstractMQConsumer;
import org.apache.rocketmq.test.clientinterface.AbstractMQProducer;
import org.apache.rocketmq.test.factory.ConsumerFactory;
import org.apache.rocketmq.test.listener.AbstractListener;
import org.apache.rocketmq.test.util.MQAdminTestUtils;
import org.apache.rocketmq.test.util.MQRandomUtils;
import org.apache.rocketmq.tools.admin.DefaultMQAdminExt;
import org.portagemq.interop.amqp091.tls.Certificates;
import org.portagemq.server.PortageServer;
import org.portagemq.server.ServerSetup;

/**
 * What Apache RocketMQ's own tests stand on, in the place of a class of theirs of the same name: a cluster, which is one server of
 * this project here, and clients of it. The names are those that the tests know.
 */
public class BaseConf {

    private static final PortageServer SERVER = start();

    public static final String NAMESRV_ADDR = "127.0.0.1:" + SERVER.port("namesrv");
    protected static final String CLUSTER_NAME = "DefaultCluster";
    protected static final String BROKER1_NAME = "portage";
    protected static final String BROKER2_NAME = BROKER1_NAME;
    protected static final String BROKER3_NAME = BROKER1_NAME;
    protected static final int WAIT_TIME = 5;
    protected static final int CONSUME_TIME = 2 * 60 * 1_000;
    protected static final int QUEUE_NUMBERS = 8;

    protected static BrokerController brokerController1 =
            new BrokerController(BROKER1_NAME, "127.0.0.1:" + SERVER.port("native"));
    protected static BrokerController brokerController2 = brokerController1;
    protected static BrokerController brokerController3 = brokerController1;
    protected static List<BrokerController> brokerControllerList = List.of(brokerController1);
    protected static List<Object> mqClients = new ArrayList<>();

    private static PortageServer start() {
        // How often the client shares queues out: what it does by itself only after a second, or after twenty.
        System.setProperty("rocketmq.client.rebalance.minInterval", "100");
        System.setProperty("rocketmq.client.rebalance.waitInterval", "100");
        try {
            Path data = Files.createTempDirectory("portage-rocketmq-suite");
            return PortageServer.start(ServerSetup.onFreePorts(data, settings()));
        } catch (IOException | GeneralSecurityException failed) {
            throw new IllegalStateException("no server", failed);
        }
    }

    /** The same ports are for TLS and clear text. */
    private static Map<String, String> settings() throws IOException, GeneralSecurityException {
        Path folder = Files.createTempDirectory("portage-tls");
        Certificates.Signed own = new Certificates("CN=authority of the tests").server();
        Certificates.write(folder.resolve("key.pem"), own.key());
        Certificates.write(folder.resolve("server.pem"), own.certificate());
        return Map.of(
                "http.enabled", "false",
                "tls.certificate", folder.resolve("server.pem").toString(),
                "tls.key", folder.resolve("key.pem").toString());
    }

    private static <T> T known(T client) {
        mqClients.add(client);
        return client;
    }

    /** What is sent is there at once. */
    public boolean awaitDispatchMs(long atMost) {
        return true;
    }

    public static Set<String> getBrokers() {
        return Set.of(BROKER1_NAME);
    }

    // Topics and groups.

    public static String initTopic() {
        return initTopicWithName(MQRandomUtils.getRandomTopic());
    }

    public static String initTopic(TopicMessageType type) {
        return initTopicWithName(MQRandomUtils.getRandomTopic(), type);
    }

    public static String initTopicWithName(String name) {
        IntegrationTestBase.initTopic(name, NAMESRV_ADDR, CLUSTER_NAME, CQType.SimpleCQ);
        return name;
    }

    public static String initTopicWithName(String name, TopicMessageType type) {
        IntegrationTestBase.initTopic(name, NAMESRV_ADDR, CLUSTER_NAME, type);
        return name;
    }

    public static String initTopicOnSampleTopicBroker(String broker) {
        return initTopicOnSampleTopicBroker(MQRandomUtils.getRandomTopic(), broker);
    }

    public static String initTopicOnSampleTopicBroker(String name, String broker) {
        IntegrationTestBase.initTopic(name, NAMESRV_ADDR, broker, CQType.SimpleCQ);
        return name;
    }

    public static String initConsumerGroup() {
        return initConsumerGroup(MQRandomUtils.getRandomConsumerGroup());
    }

    public static String initConsumerGroup(String name) {
        SubscriptionGroupConfig config = new SubscriptionGroupConfig();
        config.setGroupName(name);
        return initConsumerGroup(config);
    }

    public static String initConsumerGroup(SubscriptionGroupConfig config) {
        if (!MQAdminTestUtils.createSub(NAMESRV_ADDR, CLUSTER_NAME, config)) {
            throw new AssertionError("group " + config.getGroupName() + " was not made");
        }
        return config.getGroupName();
    }

    // Clients.

    public static DefaultMQAdminExt getAdmin(String nameServer) {
        DefaultMQAdminExt admin = new DefaultMQAdminExt(3_000);
        admin.setNamesrvAddr(nameServer);
        admin.setPollNameServerInterval(100);
        return known(admin);
    }

    public static RMQNormalProducer getProducer(String nameServer, String topic) {
        return getProducer(nameServer, topic, false);
    }

    public static RMQNormalProducer getProducer(String nameServer, String topic, boolean tls) {
        return known(new RMQNormalProducer(nameServer, topic, tls));
    }

    public static RMQNormalProducer getProducer(String nameServer, String topic, String group, String instance) {
        return known(new RMQNormalProducer(nameServer, topic, group, instance));
    }

    public static RMQTransactionalProducer getTransactionalProducer(
            String nameServer, String topic, TransactionListener listener) {
        return known(new RMQTransactionalProducer(nameServer, topic, false, listener));
    }

    public static RMQAsyncSendProducer getAsyncProducer(String nameServer, String topic) {
        return known(new RMQAsyncSendProducer(nameServer, topic));
    }

    public static RMQNormalConsumer getConsumer(
            String nameServer, String topic, String expression, AbstractListener listener) {
        return getConsumer(nameServer, topic, expression, listener, false);
    }

    public static RMQNormalConsumer getConsumer(
            String nameServer, String topic, String expression, AbstractListener listener, boolean tls) {
        return getConsumer(nameServer, initConsumerGroup(), topic, expression, listener, tls);
    }

    public static RMQNormalConsumer getConsumer(
            String nameServer, String group, String topic, String expression, AbstractListener listener) {
        return getConsumer(nameServer, group, topic, expression, listener, false);
    }

    private static RMQNormalConsumer getConsumer(
            String nameServer, String group, String topic, String expression, AbstractListener listener, boolean tls) {
        return known(ConsumerFactory.getRMQNormalConsumer(nameServer, group, topic, expression, listener, tls));
    }

    public static void shutdown() {
        List<Object> all = List.copyOf(mqClients);
        mqClients.clear();
        shutdown(all);
    }

    /** Nobody waits for it: a client that ends may wait some seconds for nothing. */
    public static void shutdown(List<Object> clients) {
        clients.forEach(client -> ForkJoinPool.commonPool().execute(() -> end(client)));
    }

    private static void end(Object client) {
        if (client instanceof AbstractMQProducer producer) {
            producer.shutdown();
        } else if (client instanceof AbstractMQConsumer consumer) {
            consumer.shutdown();
        } else if (client instanceof DefaultMQAdminExt admin) {
            admin.shutdown();
        }
    }
}
