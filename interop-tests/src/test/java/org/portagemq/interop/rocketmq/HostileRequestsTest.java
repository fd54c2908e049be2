// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.interop.rocketmq;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.reflect.Field;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.BlockingQueue;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.rocketmq.client.consumer.DefaultMQPushConsumer;
import org.apache.rocketmq.client.exception.MQBrokerException;
import org.apache.rocketmq.client.producer.DefaultMQProducer;
import org.apache.rocketmq.common.message.Message;
import org.apache.rocketmq.common.message.MessageExt;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.portagemq.client.codec.Command;
import org.portagemq.client.codec.HeaderEncoding;
import org.portagemq.client.codec.RequestCode;

/** Commands that can be read, and whose contents make no sense: each has an answer that says why. */
class HostileRequestsTest {

    @RegisterExtension
    static final RocketExtension ROCKET = new RocketExtension(Map.of("limits.message-bytes", "1MiB"));

    /** The answer to what was not thought of. */
    private static final String BUG = "something went wrong";

    private static final int MESSAGE_ILLEGAL = 13;
    private static final int NO_PERMISSION = 16;

    private final String topic = RocketExtension.name("T");

    private static Map<String, String> send(String topic) {
        Map<String, String> fields = new HashMap<>();
        fields.put("a", "producers");
        fields.put("b", topic);
        fields.put("c", "TBW102");
        fields.put("d", "1");
        fields.put("e", "0");
        fields.put("f", "0");
        fields.put("g", "5");
        fields.put("h", "0");
        return fields;
    }

    private BlockingQueue<MessageExt> consume() throws Exception {
        DefaultMQPushConsumer consumer = ROCKET.consumer(RocketExtension.name("G"));
        consumer.subscribe(topic, "*");
        return RocketExtension.collect(consumer);
    }

    @Test
    @Tag("rocketmq.send.properties-limit")
    void propertiesThatNoConsumerCouldBeToldAreRefusedAndTheQueueGoesOn() throws Exception {
        DefaultMQProducer producer = ROCKET.producer();
        producer.setDefaultTopicQueueNums(1);
        producer.send(RocketExtension.message(topic, null, "before"));
        // One that fits only without what the broker adds to it is no better.
        for (int length : new int[] {40_000, Short.MAX_VALUE - 100}) {
            Message large = RocketExtension.message(topic, null, "no");
            large.putUserProperty("large", "x".repeat(length));
            MQBrokerException refused = assertThrows(MQBrokerException.class, () -> producer.send(large));
            assertEquals(MESSAGE_ILLEGAL, refused.getResponseCode());
            assertTrue(refused.getErrorMessage().contains("32767"), refused.getErrorMessage());
        }
        Message most = RocketExtension.message(topic, null, "most");
        most.putUserProperty("large", "x".repeat(32_000));
        producer.send(most);
        producer.send(RocketExtension.message(topic, null, "after"));
        // In any order: the consumer works on them with many threads.
        assertEquals(Set.of("before", "most", "after"), RocketExtension.texts(consume(), 3));
    }

    @Test
    @Tag("rocketmq.send.limit")
    void aBodyOverTheLimitIsRefusedWithTheSetting() throws Exception {
        Command answer = Wire.ask(ROCKET, 310, send(topic), new byte[(1 << 20) + 1]);
        assertEquals(MESSAGE_ILLEGAL, answer.code());
        assertTrue(answer.remark().contains("limits.message-bytes"), answer.remark());
    }

    @Test
    @Tag("rocketmq.code.208")
    void oneRequestAsksAboutABoundedNumberOfTopics() throws Exception {
        String names = IntStream.range(0, 1_001).mapToObj(i -> "T" + i).collect(Collectors.joining(";"));
        Command answer = Wire.ask(ROCKET, 208, Map.of("consumerGroup", "G", "topicList", names), Command.NO_BODY);
        assertEquals(1, answer.code());
        assertTrue(answer.remark().contains("1000"), answer.remark());
    }

    @Test
    @Tag("rocketmq.send.reserved")
    void topicsOfTheBrokersOwnAndWrongNamesAreRefusedWithTheirCodes() throws Exception {
        for (String reserved : List.of("SCHEDULE_TOPIC_XXXX", "RMQ_SYS_TRANS_HALF_TOPIC", "TBW102")) {
            assertEquals(
                    NO_PERMISSION,
                    Wire.ask(ROCKET, 310, send(reserved), Wire.utf8("no")).code());
        }
        for (String wrong : List.of("a b", "x".repeat(128), "a/b")) {
            assertEquals(
                    MESSAGE_ILLEGAL,
                    Wire.ask(ROCKET, 310, send(wrong), Wire.utf8("no")).code());
        }
    }

    private static byte[] batch() {
        byte[] properties = Wire.utf8("KEYS\u0001k\u0002");
        ByteBuffer out = ByteBuffer.allocate(2 * (23 + properties.length));
        for (byte body = 1; body <= 2; body++) {
            out.putInt(23 + properties.length).putInt(0).putInt(0).putInt(7);
            out.putInt(1).put(body).putShort((short) properties.length).put(properties);
        }
        return out.array();
    }

    @Test
    @Tag("rocketmq.send.batch-broken")
    void aBatchThatIsCutOrLiesIsRefusedAndNothingOfItIsStored() throws Exception {
        byte[] whole = batch();
        try (Wire wire = Wire.to(ROCKET)) {
            for (int length = 0; length < whole.length; length++) {
                if (length != whole.length / 2) {
                    Command cut = wire.ask(Wire.request(320, send(topic), Arrays.copyOf(whole, length)));
                    assertEquals(MESSAGE_ILLEGAL, cut.code(), length + " bytes: " + cut.remark());
                }
            }
            for (int at : new int[] {0, 16, 21}) {
                for (int lie : new int[] {0, 2, 22, -1, Integer.MIN_VALUE, Integer.MAX_VALUE}) {
                    byte[] lying = batch();
                    ByteBuffer.wrap(lying).putInt(at, lie);
                    assertEquals(
                            MESSAGE_ILLEGAL,
                            wire.ask(Wire.request(320, send(topic), lying)).code());
                }
            }
            Command good = wire.ask(Wire.request(320, send(topic), whole));
            assertEquals(0, good.code(), good.remark());
            assertEquals("0", good.field("queueOffset"));
        }
    }

    @Test
    @Tag("rocketmq.wire.json-depth")
    void aHeartBeatOfAbsurdDepthIsRefusedAndTheConnectionGoesOn() throws Exception {
        try (Wire wire = Wire.to(ROCKET)) {
            for (String deep : List.of("[".repeat(500_000), "{\"consumerDataSet\":".repeat(20_000), "[{".repeat(40))) {
                Command answer = wire.ask(Wire.request(34, Map.of(), Wire.utf8(deep)));
                assertEquals(1, answer.code());
                assertFalse(answer.remark().contains(BUG), answer.remark());
            }
            assertEquals(
                    0, wire.ask(Wire.request(106, Map.of(), Command.NO_BODY)).code());
        }
    }

    @Test
    @Tag("rocketmq.pop.many")
    void moreAcknowledgementsThanOneRequestMayHaveAreRefused() throws Exception {
        byte[] bits = new byte[20_000];
        Arrays.fill(bits, (byte) 0xff);
        String ack = "{\"c\":\"g\",\"t\":\"T\",\"r\":\"0\",\"so\":0,\"q\":0,\"rq\":0,\"pt\":1,\"it\":1,\"b\":\""
                + Base64.getEncoder().encodeToString(bits) + "\"}";
        Command answer = Wire.ask(ROCKET, 200_151, Map.of(), Wire.utf8("{\"acks\":[" + ack + "]}"));
        assertEquals(1, answer.code());
        assertTrue(answer.remark().contains("65536"), answer.remark());
    }

    @Test
    @Tag("rocketmq.pop.many")
    void acknowledgementsOfMoreGroupsThanOneRequestMayHaveAreRefused() throws Exception {
        String acks = IntStream.range(0, 101)
                .mapToObj(group -> "{\"c\":\"g" + group + "\",\"t\":\"T\",\"so\":0,\"q\":0,\"pt\":1,\"b\":\"AQ==\"}")
                .collect(Collectors.joining(","));
        Command answer = Wire.ask(ROCKET, 200_151, Map.of(), Wire.utf8("{\"acks\":[" + acks + "]}"));
        assertEquals(1, answer.code());
        assertTrue(answer.remark().contains("101 groups"), answer.remark());
    }

    private static final List<String> NAMES = List.of(
            "a",
            "b",
            "c",
            "d",
            "e",
            "f",
            "g",
            "h",
            "i",
            "j",
            "l",
            "m",
            "topic",
            "consumerGroup",
            "group",
            "groupName",
            "producerGroup",
            "queueId",
            "queueOffset",
            "offset",
            "commitOffset",
            "maxMsgNums",
            "sysFlag",
            "subscription",
            "expressionType",
            "subVersion",
            "timestamp",
            "key",
            "maxNum",
            "clientID",
            "clientId",
            "msgId",
            "extraInfo",
            "invisibleTime",
            "bornTime",
            "initMode",
            "order",
            "exp",
            "expType",
            "attemptId",
            "namespace",
            "value",
            "brokerName",
            "brokerId",
            "brokerAddr",
            "clusterName",
            "perm",
            "readQueueNums",
            "writeQueueNums",
            "attributes",
            "recallHandle",
            "tranStateTableOffset",
            "commitLogOffset",
            "commitOrRollback",
            "delayLevel",
            "originMsgId",
            "index",
            "count",
            "defaultTopic",
            "properties",
            "boundaryType",
            "statsName",
            "batch",
            "isForce");

    private static final List<String> VALUES = List.of(
            "",
            "0",
            "1",
            "-1",
            "4",
            "6",
            "9223372036854775807",
            "-9223372036854775808",
            "2147483648",
            "true",
            "null",
            "x",
            "%RETRY%x",
            "%DLQ%",
            "%zz",
            "a b c d e f g h",
            "1 2 3 4 5 6 7 8",
            "\u0001\u0002",
            "TAGS\u0001\u0002\u0001x",
            "DELAY\u0001x\u0002",
            "TRAN_MSG\u0001true\u0002PGROUP\u0001g\u0002",
            "SQL92",
            "a >> b",
            "*",
            "TBW102",
            "+a=b,-c,+",
            "7F000001000051AF00000000000000E7",
            "djEgVDEgYjAgMSBr",
            "\ud800",
            "x".repeat(3_000));

    private static final List<String> BODIES = List.of(
            "",
            "{}",
            "[]",
            "null",
            "7",
            "\"x\"",
            "{\"topic\":7,\"consumerGroup\":[],\"mode\":{}}",
            "{\"clientID\":\"c\",\"consumerDataSet\":[7,{},{\"groupName\":\"g\",\"subscriptionDataSet\":[{},null]}],"
                    + "\"producerDataSet\":[null,{\"groupName\":7}]}",
            "{\"acks\":[{},7,{\"c\":\"g\",\"t\":\"T\",\"r\":\"0\",\"so\":-1,\"q\":9,\"rq\":1,\"pt\":0,\"it\":0,\"b\":\"!\"}]}",
            "{\"consumerGroup\":\"g\",\"clientId\":\"c\",\"mqSet\":[{\"topic\":7,\"queueId\":-1},{}]}",
            "{\"groupConfigList\":[{},{\"groupName\":\"\"}],\"topicConfigList\":[{},7]}",
            "{\"groupName\":\"g\",\"retryMaxTimes\":\"many\"}",
            "{\"topicConfigSerializeWrapper\":{\"topicConfigTable\":{\"T\":{},\"U\":7},\"dataVersion\":[]}}",
            "{\"subscriptionData\":{\"topic\":[],\"subString\":{},\"expressionType\":7}}",
            "defaultTopicQueueNums=\\u00zz");

    private static List<Integer> codes() throws IllegalAccessException {
        List<Integer> codes = new ArrayList<>();
        for (Field field : RequestCode.class.getFields()) {
            codes.add(field.getInt(null));
        }
        return codes;
    }

    private static <T> T oneOf(List<T> all, Random random) {
        return all.get(random.nextInt(all.size()));
    }

    @ParameterizedTest
    @EnumSource(HeaderEncoding.class)
    @Tag("rocketmq.wire.nonsense")
    void whateverIsInARequestItHasAnAnswerThatIsNoBug(HeaderEncoding encoding) throws Exception {
        Random random = new Random(11);
        List<Integer> codes = codes();
        Map<Integer, Map<String, String>> bugs = new TreeMap<>();
        try (Wire wire = Wire.to(ROCKET)) {
            for (int round = 0; round < Integer.getInteger("fuzz.rounds", 4_000); round++) {
                int code = oneOf(codes, random);
                Map<String, String> fields = new HashMap<>();
                for (String name : NAMES) {
                    if (random.nextInt(8) != 0) {
                        fields.put(name, oneOf(VALUES, random));
                    }
                }
                // What waits for messages is asked not to.
                fields.put("suspendTimeoutMillis", "0");
                fields.put("pollTime", "0");
                Command answer = wire.ask(Wire.request(encoding, code, fields, Wire.utf8(oneOf(BODIES, random))));
                while (answer != null && !answer.isResponse()) {
                    // It is a member of groups by now, and hears of others.
                    answer = wire.answer();
                }
                String words = answer == null ? null : answer.remark();
                assertNotNull(answer, () -> "closed by " + code + " " + fields);
                assertEquals(Wire.OPAQUE, answer.opaque());
                if (words != null && words.contains(BUG)) {
                    bugs.put(code, fields);
                }
            }
        }
        assertEquals(Map.of(), bugs);
        // The broker is none the worse for it.
        DefaultMQProducer producer = ROCKET.producer();
        producer.send(RocketExtension.message(topic, null, "still"));
        assertEquals("still", RocketExtension.text(RocketExtension.next(consume())));
    }
}
