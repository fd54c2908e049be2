// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.interop.rocketmq;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.BlockingQueue;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.rocketmq.client.consumer.DefaultMQPushConsumer;
import org.apache.rocketmq.client.exception.MQBrokerException;
import org.apache.rocketmq.client.producer.SendResult;
import org.apache.rocketmq.common.message.Message;
import org.apache.rocketmq.common.message.MessageExt;
import org.apache.rocketmq.remoting.protocol.ResponseCode;
import org.apache.rocketmq.tools.admin.DefaultMQAdminExt;
import org.apache.rocketmq.tools.command.MQAdminStartup;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.portagemq.client.codec.Command;

/** The program mqadmin of Apache RocketMQ, as an administrator runs it: what it prints. */
class MqAdminTest {

    @RegisterExtension
    static final RocketExtension ROCKET = new RocketExtension();

    /** In which the program keeps the name server that it was told. */
    private static final String NAME_SERVER = "rocketmq.namesrv.addr";

    private final String topic = RocketExtension.name("T");
    private final String group = RocketExtension.name("G");

    /** What the program prints. */
    private static String mqadmin(String... words) {
        List<String> command = new ArrayList<>(List.of(words));
        command.addAll(List.of("-n", ROCKET.nameServer()));
        PrintStream before = System.out;
        String nameServer = System.getProperty(NAME_SERVER);
        ByteArrayOutputStream printed = new ByteArrayOutputStream();
        try {
            System.setOut(new PrintStream(printed, true, StandardCharsets.UTF_8));
            MQAdminStartup.main0(command.toArray(String[]::new), null);
        } finally {
            System.setOut(before);
            if (nameServer == null) {
                System.clearProperty(NAME_SERVER);
            } else {
                System.setProperty(NAME_SERVER, nameServer);
            }
        }
        return printed.toString(StandardCharsets.UTF_8);
    }

    private static void assertSays(String said, String... parts) {
        for (String part : parts) {
            assertTrue(said.contains(part), () -> "'" + part + "' is missing in:\n" + said);
        }
    }

    private void makeTopic() {
        assertSays(
                mqadmin("updateTopic", "-b", ROCKET.broker(), "-t", topic, "-r", "2", "-w", "2"),
                "create topic to " + ROCKET.broker() + " success.",
                "readQueueNums=2");
    }

    private SendResult send(String key) throws Exception {
        return ROCKET.producer().send(new Message(topic, "red", key, "hello".getBytes(StandardCharsets.UTF_8)));
    }

    @Test
    @Tag("rocketmq.mqadmin.cluster")
    void clusterAndBroker() throws Exception {
        assertSays(mqadmin("clusterList"), "DefaultCluster", "portage", ROCKET.broker(), "PortageMQ");
        assertSays(mqadmin("brokerStatus", "-b", ROCKET.broker()), "brokerVersionDesc", "PortageMQ", "putTps");
        assertSays(
                mqadmin("getBrokerConfig", "-b", ROCKET.broker()), "brokerClusterName", "DefaultCluster", "brokerName");
    }

    @Test
    @Tag("rocketmq.code.28")
    @Tag("rocketmq.mqadmin.cluster")
    void theBrokerTellsWhenItsOldestMessageCame() throws Exception {
        makeTopic();
        long before = System.currentTimeMillis();
        send("k");
        String said = mqadmin("brokerStatus", "-b", ROCKET.broker());
        Matcher time = Pattern.compile("earliestMessageTimeStamp\\s*: (\\d+)").matcher(said);
        assertTrue(time.find(), said);
        assertTrue(Long.parseLong(time.group(1)) <= before + RocketExtension.PATIENCE_MS, said);
    }

    @Test
    @Tag("rocketmq.code.18")
    @Tag("rocketmq.mqadmin.topic-list")
    void severalTopicsAreMadeTogetherOrNotAtAll() throws Exception {
        String second = RocketExtension.name("T");
        Path file = Files.createTempFile("topics", ".json");
        try {
            String first = "{\"topicName\":\"" + topic + "\",\"readQueueNums\":3,\"writeQueueNums\":2,\"perm\":6}";
            Files.writeString(
                    file,
                    "[" + first + ",{\"topicName\":\"" + second
                            + "\",\"readQueueNums\":5000,\"writeQueueNums\":1,\"perm\":6}]");
            mqadmin("updateTopicList", "-b", ROCKET.broker(), "-f", file.toString());
            assertFalse(mqadmin("topicList").contains(topic));
            Files.writeString(
                    file,
                    "[" + first + ",{\"topicName\":\"" + second
                            + "\",\"readQueueNums\":1,\"writeQueueNums\":1,\"perm\":4}]");
            assertSays(mqadmin("updateTopicList", "-b", ROCKET.broker(), "-f", file.toString()), "success");
            assertSays(mqadmin("topicRoute", "-t", topic), "\"readQueueNums\":3", "\"writeQueueNums\":2");
            assertSays(mqadmin("topicRoute", "-t", second), "\"readQueueNums\":1", "\"perm\":4");
        } finally {
            Files.deleteIfExists(file);
        }
    }

    @Test
    @Tag("rocketmq.code.25")
    @Tag("rocketmq.mqadmin.settings")
    void whatCanChangeWhileTheBrokerRunsIsChangedAndNothingElse() throws Exception {
        String[] queues = {"updateBrokerConfig", "-b", ROCKET.broker(), "-k", "defaultTopicQueueNums", "-v"};
        assertSays(mqadmin(with(queues, "2")), "update broker config success");
        try {
            assertSays(mqadmin("getBrokerConfig", "-b", ROCKET.broker()), "defaultTopicQueueNums");
            send("k");
            assertSays(mqadmin("topicRoute", "-t", topic), "\"readQueueNums\":2");
        } finally {
            assertSays(mqadmin(with(queues, "4")), "update broker config success");
        }
        DefaultMQAdminExt admin = new DefaultMQAdminExt(RocketExtension.PATIENCE_MS);
        admin.setNamesrvAddr(ROCKET.nameServer());
        admin.setInstanceName(RocketExtension.name("admin"));
        admin.start();
        ROCKET.atEnd(admin::shutdown);
        Properties unknown = new Properties();
        unknown.setProperty("flushDiskType", "ASYNC_FLUSH");
        MQBrokerException refused =
                assertThrows(MQBrokerException.class, () -> admin.updateBrokerConfig(ROCKET.broker(), unknown));
        assertEquals(ResponseCode.SYSTEM_ERROR, refused.getResponseCode());
        assertSays(refused.getErrorMessage(), "flushDiskType", "autoCreateTopicEnable", "defaultTopicQueueNums");
        Properties wrong = new Properties();
        wrong.setProperty("defaultTopicQueueNums", "0");
        assertSays(
                assertThrows(MQBrokerException.class, () -> admin.updateBrokerConfig(ROCKET.broker(), wrong))
                        .getErrorMessage(),
                "1 to 1024");
    }

    private static String[] with(String[] words, String last) {
        List<String> all = new ArrayList<>(List.of(words));
        all.add(last);
        return all.toArray(String[]::new);
    }

    @Test
    @Tag("rocketmq.code.105")
    @Tag("rocketmq.mqadmin.topics")
    void topicsAreMadeListedShownAndDeleted() throws Exception {
        makeTopic();
        send("k");
        assertSays(mqadmin("topicList"), topic);
        assertSays(mqadmin("topicList", "-c"), topic, "DefaultCluster");
        assertSays(mqadmin("topicRoute", "-t", topic), "\"readQueueNums\":2", ROCKET.broker());
        assertSays(mqadmin("topicClusterList", "-t", topic), "DefaultCluster");
        assertSays(mqadmin("topicStatus", "-t", topic), "#Broker Name", "portage");
        assertSays(
                mqadmin("deleteTopic", "-c", "DefaultCluster", "-t", topic),
                "delete topic [" + topic + "] from cluster [DefaultCluster] success.",
                "from NameServer success.");
        assertFalse(mqadmin("topicList").contains(topic));
    }

    @Test
    @Tag("rocketmq.mqadmin.groups")
    @Tag("rocketmq.mqadmin.consumers")
    void groupsAreMadeShownMovedAndDeleted() throws Exception {
        makeTopic();
        assertSays(
                mqadmin("updateSubGroup", "-b", ROCKET.broker(), "-g", group, "-r", "3"),
                "create subscription group to " + ROCKET.broker() + " success.");
        DefaultMQPushConsumer consumer = ROCKET.consumer(group);
        consumer.subscribe(topic, "red");
        BlockingQueue<MessageExt> all = RocketExtension.collect(consumer);
        send("k");
        RocketExtension.next(all);
        assertSays(mqadmin("consumerConnection", "-g", group), consumer.buildMQClientId(), topic, "red");
        RocketExtension.eventually("it has said how far it is", () -> {
            RocketExtension.commit(consumer);
            return mqadmin("consumerProgress", "-g", group).contains(topic);
        });
        assertSays(mqadmin("consumerProgress", "-g", group), "portage", "Consume Diff Total");
        assertSays(mqadmin("consumerProgress"), group);
        // Without a client the program writes what it is told to a file where it runs.
        assertSays(
                mqadmin("consumerStatus", "-g", group, "-i", consumer.buildMQClientId()),
                "#Consumer Properties#",
                topic);
        assertSays(mqadmin("brokerConsumeStats", "-b", ROCKET.broker()), group, topic, "Diff Total");
        assertSays(mqadmin("statsAll", "-t", topic), topic, group);
        assertSays(mqadmin("resetOffsetByTime", "-g", group, "-t", topic, "-s", "0"), topic);
        assertSays("hello", RocketExtension.text(RocketExtension.next(all)));
        consumer.shutdown();
        assertSays(
                mqadmin("deleteSubGroup", "-b", ROCKET.broker(), "-g", group),
                "delete subscription group [" + group + "] from broker [" + ROCKET.broker() + "] success.");
        assertEquals(
                26,
                Wire.ask(ROCKET, 352, Map.of("group", group), Command.NO_BODY).code());
    }

    @Test
    @Tag("rocketmq.mqadmin.group-list")
    void severalGroupsAreSetTogether() throws Exception {
        String second = RocketExtension.name("G");
        Path file = Files.createTempFile("groups", ".json");
        try {
            Files.writeString(
                    file,
                    "[{\"groupName\":\"" + group + "\",\"retryMaxTimes\":7},{\"groupName\":\"" + second
                            + "\",\"consumeEnable\":false}]");
            assertSays(mqadmin("updateSubGroupList", "-b", ROCKET.broker(), "-f", file.toString()), "success");
            assertSays(mqadmin("getConsumerConfig", "-g", group), "retryMaxTimes", "7");
            assertSays(mqadmin("getConsumerConfig", "-g", second), "consumeEnable", "false");
        } finally {
            Files.deleteIfExists(file);
        }
    }

    @Test
    @Tag("rocketmq.mqadmin.send")
    @Tag("rocketmq.mqadmin.find")
    @Tag("rocketmq.mqadmin.print")
    void messagesAreSentFoundAndPrinted() throws Exception {
        makeTopic();
        SendResult sent = send("order-7");
        assertSays(mqadmin("sendMessage", "-t", topic, "-p", "by mqadmin"), "SEND_OK");
        assertSays(mqadmin("checkMsgSendRT", "-t", topic, "-a", "2", "-s", "16"), "Avg RT");
        assertSays(
                mqadmin("queryMsgById", "-t", topic, "-i", sent.getOffsetMsgId()), sent.getMsgId(), topic, "order-7");
        assertSays(mqadmin("queryMsgByKey", "-t", topic, "-k", "order-7"), sent.getMsgId());
        assertSays(mqadmin("queryMsgByUniqueKey", "-t", topic, "-i", sent.getMsgId()), topic, "order-7");
        assertSays(
                mqadmin(
                        "queryMsgByOffset",
                        "-t",
                        topic,
                        "-b",
                        "portage",
                        "-i",
                        String.valueOf(sent.getMessageQueue().getQueueId()),
                        "-o",
                        String.valueOf(sent.getQueueOffset())),
                sent.getMsgId());
        assertSays(mqadmin("printMsg", "-t", topic, "-d", "true"), "hello", "by mqadmin");
        assertSays(mqadmin("consumeMessage", "-t", topic, "-c", "8"), "Consume ok");
    }

    @Test
    @Tag("rocketmq.code.321")
    @Tag("rocketmq.mqadmin.queues")
    void queuesAreShown() throws Exception {
        makeTopic();
        SendResult sent = send("k");
        String queue = String.valueOf(sent.getMessageQueue().getQueueId());
        assertSays(
                mqadmin("queryCq", "-t", topic, "-q", queue, "-i", "0", "-b", ROCKET.broker(), "-c", "5"),
                "max: 1, min: 0",
                "physicSize=",
                "tagsCode=" + "red".hashCode());
    }

    @Test
    @Tag("rocketmq.mqadmin.permission")
    @Tag("rocketmq.mqadmin.values")
    void permissionsAndValues() throws Exception {
        makeTopic();
        assertSays(mqadmin("wipeWritePerm", "-b", "portage"), "wipe write perm of broker[portage]");
        assertSays(mqadmin("topicRoute", "-t", topic), "\"perm\":4");
        assertSays(mqadmin("addWritePerm", "-b", "portage"), "add write perm of broker[portage]");
        assertSays(mqadmin("topicRoute", "-t", topic), "\"perm\":6");
        assertSays(
                mqadmin("updateKvConfig", "-s", "ns", "-k", "k", "-v", "v"),
                "create or update kv config to namespace success.");
        Map<String, String> key = Map.of("namespace", "ns", "key", "k");
        assertEquals("v", Wire.ask(ROCKET, 101, key, Command.NO_BODY).field("value"));
        assertSays(mqadmin("deleteKvConfig", "-s", "ns", "-k", "k"), "delete kv config from namespace success.");
        assertEquals(22, Wire.ask(ROCKET, 101, key, Command.NO_BODY).code());
    }

    @Test
    @Tag("rocketmq.code.400")
    @Tag("rocketmq.code.401")
    @Tag("rocketmq.mqadmin.mode")
    void consumersArePutInPopMode() throws Exception {
        makeTopic();
        assertSays(
                mqadmin("setConsumeMode", "-b", ROCKET.broker(), "-t", topic, "-g", group, "-m", "POP", "-q", "0"),
                "set consume mode to " + ROCKET.broker() + " success.");
        String asked = "{\"topic\":\"" + topic + "\",\"consumerGroup\":\"" + group
                + "\",\"clientId\":\"c\",\"strategyName\":\"AVG\",\"messageModel\":\"CLUSTERING\"}";
        Command assignment = Wire.ask(ROCKET, 400, Map.of(), Wire.utf8(asked));
        assertSays(new String(assignment.body(), StandardCharsets.UTF_8), "\"mode\":\"POP\"", "\"queueId\":-1");
    }

    @Test
    @Tag("rocketmq.code.34")
    @Tag("rocketmq.code.204")
    @Tag("rocketmq.mqadmin.producers")
    void producersAreShown() throws Exception {
        makeTopic();
        var producer = ROCKET.producer();
        producer.send(new Message(topic, "hello".getBytes(StandardCharsets.UTF_8)));
        RocketExtension.eventually("its heart-beat has come", () -> mqadmin(
                        "producerConnection", "-g", producer.getProducerGroup(), "-t", topic)
                .contains(producer.buildMQClientId()));
    }
}
