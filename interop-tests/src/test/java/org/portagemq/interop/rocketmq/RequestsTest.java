// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.interop.rocketmq;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.rocketmq.client.producer.DefaultMQProducer;
import org.apache.rocketmq.client.producer.SendResult;
import org.apache.rocketmq.common.message.MessageQueue;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.portagemq.client.codec.Command;
import org.portagemq.client.codec.HeaderEncoding;
import org.portagemq.client.codec.Json;
import org.portagemq.client.codec.Languages;
import org.portagemq.client.codec.WireMessage;

/** Requests whose answers no client shows, or which only brokers send. */
class RequestsTest {

    @RegisterExtension
    static final RocketExtension ROCKET = new RocketExtension();

    private final String topic = RocketExtension.name("T");
    private final String group = RocketExtension.name("G");
    private MessageQueue queue;
    private SendResult last;

    @BeforeEach
    void threeMessagesInOneQueue() throws Exception {
        DefaultMQProducer producer = ROCKET.producer();
        queue = producer.send(RocketExtension.message(topic, "red", "0")).getMessageQueue();
        for (int i = 1; i < 3; i++) {
            last = producer.send(RocketExtension.message(topic, "red", String.valueOf(i)), queue);
        }
    }

    private static Command ask(int code, Map<String, String> fields, Object json) throws Exception {
        return Wire.ask(ROCKET, code, fields, json == null ? Command.NO_BODY : Wire.utf8(Json.write(json)));
    }

    private static String text(Command answer) {
        return new String(answer.body(), StandardCharsets.UTF_8);
    }

    // Pulls.

    private Map<String, String> pull(int number, long offset, String tags) {
        Map<String, String> fields = new HashMap<>();
        fields.put("consumerGroup", group);
        fields.put("topic", topic);
        fields.put("queueId", String.valueOf(number));
        fields.put("queueOffset", String.valueOf(offset));
        fields.put("maxMsgNums", "32");
        fields.put("sysFlag", "4");
        fields.put("commitOffset", "0");
        fields.put("suspendTimeoutMillis", "0");
        fields.put("subVersion", "0");
        fields.put("subscription", tags);
        return fields;
    }

    private void assertPull(int code, long next, int number, long offset, String tags) throws Exception {
        Command answer = ask(11, pull(number, offset, tags), null);
        assertEquals(code, answer.code(), answer.remark());
        assertEquals(String.valueOf(next), answer.field("nextBeginOffset"));
        assertEquals("0", answer.field("minOffset"));
        assertEquals(number == queue.getQueueId() ? "3" : "0", answer.field("maxOffset"));
        assertEquals("0", answer.field("suggestWhichBrokerId"));
    }

    @Test
    @Tag("rocketmq.pull.codes")
    void aPullSaysWhereToGoOnWhateverItFinds() throws Exception {
        int own = queue.getQueueId();
        int empty = (own + 1) % 4;
        assertPull(0, 3, own, 1, "*");
        assertPull(19, 3, own, 3, "*");
        assertPull(20, 3, own, 0, "blue");
        assertPull(21, 3, own, 9, "*");
        assertPull(19, 0, empty, 0, "*");
        assertPull(21, 0, empty, 5, "*");
    }

    @Test
    @Tag("rocketmq.pull.refused")
    void aPullThatCannotBeIsRefusedWithItsCode() throws Exception {
        Map<String, String> other = pull(0, 0, "*");
        other.put("topic", RocketExtension.name("none"));
        assertEquals(17, ask(11, other, null).code());
        assertEquals(1, ask(11, pull(99, 0, "*"), null).code());
        Map<String, String> unsaid = pull(0, 0, "*");
        unsaid.put("sysFlag", "0");
        assertEquals(24, ask(11, unsaid, null).code());
        Map<String, String> byClass = pull(0, 0, "*");
        byClass.put("sysFlag", "12");
        assertEquals(1, ask(11, byClass, null).code());
        Map<String, String> wrong = pull(0, 0, "a >> 1");
        wrong.put("expressionType", "XPATH");
        assertEquals(23, ask(11, wrong, null).code());
    }

    @Test
    @Tag("rocketmq.pull.commit")
    void aPullCommitsOnTheWay() throws Exception {
        Map<String, String> fields = pull(queue.getQueueId(), 2, "*");
        fields.put("sysFlag", "5");
        fields.put("commitOffset", "2");
        assertEquals(0, ask(11, fields, null).code());
        assertEquals("2", committed());
    }

    private String committed() throws Exception {
        return ask(
                        14,
                        Map.of(
                                "consumerGroup",
                                group,
                                "topic",
                                topic,
                                "queueId",
                                String.valueOf(queue.getQueueId()),
                                "setZeroIfNotFound",
                                "false"),
                        null)
                .field("offset");
    }

    @Test
    @Tag("rocketmq.code.14")
    @Tag("rocketmq.code.15")
    void anOffsetIsToldAsItWasCommittedAlsoASmallerOne() throws Exception {
        String number = String.valueOf(queue.getQueueId());
        Map<String, String> asked =
                Map.of("consumerGroup", group, "topic", topic, "queueId", number, "setZeroIfNotFound", "false");
        assertEquals(22, ask(14, asked, null).code());
        for (String offset : List.of("3", "1")) {
            Map<String, String> commit =
                    Map.of("consumerGroup", group, "topic", topic, "queueId", number, "commitOffset", offset);
            assertEquals(0, ask(15, commit, null).code());
            assertEquals(offset, committed());
        }
    }

    // Locks.

    private Command lock(int code, String client) throws Exception {
        Map<String, Object> one = new LinkedHashMap<>();
        one.put("brokerName", queue.getBrokerName());
        one.put("queueId", queue.getQueueId());
        one.put("topic", topic);
        return ask(code, Map.of(), Map.of("consumerGroup", group, "clientId", client, "mqSet", List.of(one)));
    }

    private boolean locks(String client) throws Exception {
        Command answer = lock(41, client);
        assertEquals(0, answer.code(), answer.remark());
        return !((List<?>) Json.readObject(answer.body()).get("lockOKMQSet")).isEmpty();
    }

    @Test
    @Tag("rocketmq.code.41")
    @Tag("rocketmq.code.42")
    void aQueueIsLockedForOneClientUntilItIsUnlocked() throws Exception {
        assertTrue(locks("first"));
        assertFalse(locks("second"));
        assertTrue(locks("first"), "its own");
        assertEquals(0, lock(42, "second").code());
        assertFalse(locks("second"), "unlocked by another one");
        assertEquals(0, lock(42, "first").code());
        assertTrue(locks("second"));
    }

    // Replies.

    @Test
    @Tag("rocketmq.code.324")
    @Tag("rocketmq.to-client.326")
    void aReplyInTheFirstFormGoesToTheClientThatHasAsked() throws Exception {
        try (Wire asker = Wire.to(ROCKET)) {
            String heartbeat = "{\"clientID\":\"" + group + "\",\"producerDataSet\":[{\"groupName\":\"askers\"}]}";
            assertEquals(
                    0,
                    asker.ask(Wire.request(34, Map.of(), Wire.utf8(heartbeat))).code());
            try (Wire replier = Wire.to(ROCKET)) {
                replier.send(Wire.frame(Wire.request(324, reply(group), Wire.utf8("re: who?"))));
                Command pushed = asker.answer();
                assertEquals(326, pushed.code());
                assertEquals("re: who?", text(pushed));
                assertTrue(pushed.field("properties").contains("CORRELATION_ID\u00017\u0002"));
                asker.send(Wire.frame(pushed.answer(0, null, Map.of(), Command.NO_BODY)));
                Command answer = replier.answer();
                assertEquals(0, answer.code(), answer.remark());
                assertEquals(Wire.OPAQUE, answer.opaque());
            }
        }
        // Who has gone is asked for in vain.
        RocketExtension.eventually("the client is gone", () -> {
            try {
                return ask(324, reply(group), null).code() == 1;
            } catch (Exception failed) {
                throw new AssertionError(failed);
            }
        });
    }

    private Map<String, String> reply(String client) {
        return Map.of(
                "producerGroup", "repliers",
                "topic", "DefaultCluster_REPLY_TOPIC",
                "queueId", "0",
                "properties",
                        "MSG_TYPE\u0001reply\u0002CORRELATION_ID\u00017\u0002REPLY_TO_CLIENT\u0001" + client
                                + "\u0002");
    }

    // What brokers say to their name servers.

    private static Map<String, String> broker(String name) {
        return Map.of(
                "brokerName", name,
                "brokerId", "0",
                "brokerAddr", "10.0.0.9:10911",
                "clusterName", "elsewhere",
                "haServerAddr", "10.0.0.9:10912");
    }

    private static boolean isKnown(String broker) throws Exception {
        return text(ask(106, Map.of(), null)).contains("\"" + broker + "\"");
    }

    @Test
    @Tag("rocketmq.code.103")
    @Tag("rocketmq.code.104")
    @Tag("rocketmq.code.322")
    void aBrokerIsKnownUntilItTakesItselfOff() throws Exception {
        String name = RocketExtension.name("B");
        String version = "{\"counter\":3,\"stateVersion\":0,\"timestamp\":5}";
        String body =
                "{\"topicConfigSerializeWrapper\":{\"dataVersion\":" + version + ",\"topicConfigTable\":{\"" + topic
                        + "-there\":{\"topicName\":\"" + topic
                        + "-there\",\"readQueueNums\":2,\"writeQueueNums\":3,\"perm\":6}}},\"filterServerList\":[]}";
        try (Wire wire = Wire.to(ROCKET)) {
            assertEquals(
                    "true",
                    wire.ask(Wire.request(322, broker(name), Wire.utf8(version)))
                            .field("changed"));
            assertEquals(
                    0,
                    wire.ask(Wire.request(103, broker(name), Wire.utf8(body))).code());
            assertTrue(isKnown(name));
            String route = text(ask(105, Map.of("topic", topic + "-there"), null));
            assertTrue(route.contains("10.0.0.9:10911") && route.contains("\"writeQueueNums\":3"), route);
            assertEquals(
                    "false",
                    wire.ask(Wire.request(322, broker(name), Wire.utf8(version)))
                            .field("changed"));
            assertEquals(
                    "true",
                    wire.ask(Wire.request(322, broker(name), Wire.utf8(version.replace('3', '4'))))
                            .field("changed"));
            assertEquals(
                    0,
                    wire.ask(Wire.request(104, broker(name), Command.NO_BODY)).code());
            assertFalse(isKnown(name));
            assertEquals(17, ask(105, Map.of("topic", topic + "-there"), null).code());
        }
    }

    // How answers are.

    @Test
    @Tag("rocketmq.wire.answer")
    void anAnswerHasTheVersionAndTheNumberOfItsRequest() throws Exception {
        Command answer = ask(106, Map.of(), null);
        assertTrue(answer.isResponse());
        assertEquals(Wire.OPAQUE, answer.opaque());
        assertEquals(513, answer.version());
        assertEquals("JAVA", Languages.name(answer.language()));
        assertEquals(HeaderEncoding.JSON, answer.encoding());
    }

    @Test
    @Tag("rocketmq.wire.one-way")
    void aOneWayRequestIsDoneAndNotAnswered() throws Exception {
        try (Wire wire = Wire.to(ROCKET)) {
            Map<String, String> commit = Map.of(
                    "consumerGroup",
                    group,
                    "topic",
                    topic,
                    "queueId",
                    String.valueOf(queue.getQueueId()),
                    "commitOffset",
                    "2");
            wire.send(Wire.frame(Command.request(15, 1, true, commit, Command.NO_BODY)));
            wire.send(Wire.frame(Command.request(9_999, 2, true, Map.of(), Command.NO_BODY)));
            assertEquals(
                    Wire.OPAQUE,
                    wire.ask(Wire.request(106, Map.of(), Command.NO_BODY)).opaque());
        }
        RocketExtension.eventually("it is committed", () -> {
            try {
                return "2".equals(committed());
            } catch (Exception failed) {
                throw new AssertionError(failed);
            }
        });
    }

    @Test
    @Tag("rocketmq.wire.cut-codes")
    void aPopIsUnderstoodThoughItsBinaryHeaderCutsItsCode() throws Exception {
        Map<String, String> pop = new HashMap<>();
        pop.put("consumerGroup", group);
        pop.put("topic", topic);
        pop.put("queueId", "-1");
        pop.put("maxMsgNums", "1");
        pop.put("invisibleTime", "60000");
        pop.put("pollTime", "30000");
        pop.put("bornTime", String.valueOf(System.currentTimeMillis()));
        pop.put("initMode", "0");
        try (Wire wire = Wire.to(ROCKET)) {
            Command answer = wire.ask(Wire.request(HeaderEncoding.BINARY, 200_050 % 65_536, pop, Command.NO_BODY));
            assertEquals(0, answer.code(), answer.remark());
            WireMessage message = WireMessage.readAll(answer.body()).get(0);
            assertEquals("0", new String(message.body(), StandardCharsets.UTF_8));
        }
    }

    @Test
    @Tag("rocketmq.code.36")
    void aMessageIsGivenBackByItsPlace() throws Exception {
        String offset = last.getOffsetMsgId().substring(16);
        Map<String, String> back = new HashMap<>();
        back.put("group", group);
        back.put("offset", String.valueOf(Long.parseLong(offset, 16)));
        back.put("delayLevel", "-1");
        back.put("originMsgId", last.getOffsetMsgId());
        back.put("originTopic", topic);
        assertEquals(0, ask(36, back, null).code());
        Map<String, String> dead = pull(0, 0, "*");
        dead.put("topic", "%DLQ%" + group);
        Command answer = ask(11, dead, null);
        assertEquals(0, answer.code(), answer.remark());
        WireMessage message = WireMessage.readAll(answer.body()).get(0);
        assertEquals("2", new String(message.body(), StandardCharsets.UTF_8));
        assertEquals(1, message.reconsumeTimes());
        back.put("offset", String.valueOf(Long.MAX_VALUE));
        Command refused = ask(36, back, null);
        assertEquals(1, refused.code());
        assertNotNull(refused.remark());
    }
}
