// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.interop.rocketmq;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.BlockingQueue;
import org.apache.rocketmq.client.consumer.DefaultMQPushConsumer;
import org.apache.rocketmq.client.producer.DefaultMQProducer;
import org.apache.rocketmq.client.producer.SendStatus;
import org.apache.rocketmq.common.message.MessageExt;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.portagemq.client.codec.Command;
import org.portagemq.client.codec.HeaderEncoding;
import org.portagemq.interop.amqp091.tls.Certificates;

/** Commands as they are on the wire, also such as no client sends; and TLS on the same port. */
class WireTest {

    @RegisterExtension
    static final RocketExtension ROCKET = new RocketExtension();

    @Test
    @Tag("rocketmq.code.others")
    void aRequestThatNobodyKnowsIsRefusedByItsNumber() throws Exception {
        try (Wire wire = Wire.to(ROCKET)) {
            for (int code : new int[] {9_999, 220, 200_070}) {
                Command answer = wire.ask(Wire.request(code, Map.of(), Command.NO_BODY));
                assertEquals(3, answer.code());
                assertEquals(77, answer.opaque());
                assertTrue(answer.isResponse());
                assertTrue(answer.remark().contains(String.valueOf(code)), answer.remark());
            }
        }
    }

    @Test
    @Tag("rocketmq.wire.binary")
    @Tag("rocketmq.code.310")
    void aBinaryRequestHasABinaryAnswer() throws Exception {
        try (Wire wire = Wire.to(ROCKET)) {
            String topic = RocketExtension.name("T");
            Map<String, String> fields = Map.of(
                    "a",
                    "producers",
                    "b",
                    topic,
                    "c",
                    "TBW102",
                    "d",
                    "2",
                    "e",
                    "1",
                    "f",
                    "0",
                    "g",
                    "5",
                    "h",
                    "0",
                    "i",
                    "TAGS\u0001x\u0002");
            byte[] body = Wire.utf8("binary");
            Command answer = wire.ask(Wire.request(HeaderEncoding.BINARY, 310, fields, body));
            assertEquals(HeaderEncoding.BINARY, answer.encoding());
            assertEquals(0, answer.code(), answer.remark());
            assertEquals("1", answer.field("queueId"));
            assertEquals("0", answer.field("queueOffset"));
            Command route = wire.ask(Wire.request(HeaderEncoding.BINARY, 105, Map.of("topic", topic), Command.NO_BODY));
            String text = new String(route.body(), StandardCharsets.UTF_8);
            assertTrue(text.contains("\"writeQueueNums\":2"), text);
        }
    }

    @Test
    @Tag("rocketmq.wire.missing")
    void aRequestWithoutAFieldThatItNeedsIsRefusedByTheFieldsName() throws Exception {
        try (Wire wire = Wire.to(ROCKET)) {
            Command answer = wire.ask(Wire.request(310, Map.of("a", "producers"), Command.NO_BODY));
            assertEquals(1, answer.code());
            assertTrue(answer.remark().contains("'b'"), answer.remark());
            Command heartbeat = wire.ask(Wire.request(34, Map.of(), Wire.utf8("{not json")));
            assertEquals(1, heartbeat.code());
        }
    }

    @Test
    @Tag("rocketmq.code.10")
    void theFirstFormOfASendIsUnderstood() throws Exception {
        String topic = RocketExtension.name("T");
        Map<String, String> fields = Map.of(
                "producerGroup", "producers",
                "topic", topic,
                "defaultTopic", "TBW102",
                "defaultTopicQueueNums", "1",
                "queueId", "0",
                "sysFlag", "0",
                "bornTimestamp", "5",
                "flag", "0",
                "properties", "TAGS\u0001x\u0002",
                "reconsumeTimes", "0");
        Command answer = Wire.ask(ROCKET, 10, fields, Wire.utf8("old"));
        assertEquals(0, answer.code(), answer.remark());
        BlockingQueue<MessageExt> got = consumerOf(topic);
        MessageExt message = RocketExtension.next(got);
        assertEquals("old", RocketExtension.text(message));
        assertEquals("x", message.getTags());
    }

    private static BlockingQueue<MessageExt> consumerOf(String topic) throws Exception {
        DefaultMQPushConsumer consumer = ROCKET.consumer(RocketExtension.name("G"));
        consumer.subscribe(topic, "*");
        return RocketExtension.collect(consumer);
    }

    @Test
    @Tag("rocketmq.code.200")
    @Tag("rocketmq.group.permitted")
    void aGroupGetsMessagesOnlyInTheWaysThatItMay() throws Exception {
        String topic = RocketExtension.name("T");
        ROCKET.producer().send(RocketExtension.message(topic, null, "x"));
        String group = RocketExtension.name("G");
        Map<String, String> pull = Map.of(
                "consumerGroup", group,
                "topic", topic,
                "queueId", "0",
                "queueOffset", "0",
                "maxMsgNums", "1",
                "sysFlag", "4",
                "commitOffset", "0",
                "suspendTimeoutMillis", "0",
                "subVersion", "0",
                "subscription", "*");
        Map<String, String> pop = Map.of(
                "consumerGroup", group,
                "topic", topic,
                "queueId", "-1",
                "maxMsgNums", "1",
                "invisibleTime", "60000",
                "pollTime", "0",
                "bornTime", "0",
                "initMode", "0");
        String config = "{\"groupName\":\"" + group + "\",\"consumeEnable\":";
        assertEquals(
                0, Wire.ask(ROCKET, 200, Map.of(), Wire.utf8(config + "false}")).code());
        for (Command refusal :
                List.of(Wire.ask(ROCKET, 11, pull, Command.NO_BODY), Wire.ask(ROCKET, 200_050, pop, Command.NO_BODY))) {
            assertEquals(16, refusal.code());
            assertEquals("subscription group no permission, " + group, refusal.remark());
        }
        assertEquals(
                0, Wire.ask(ROCKET, 200, Map.of(), Wire.utf8(config + "true}")).code());
        int code = Wire.ask(ROCKET, 11, pull, Command.NO_BODY).code();
        assertTrue(code == 0 || code == 19, () -> "code " + code);
    }

    @Test
    @Tag("rocketmq.wire.limits")
    void aHeaderOverTheLimitEndsItsConnection() throws Exception {
        try (Wire wire = Wire.to(ROCKET)) {
            wire.send(Wire.frame(Wire.request(105, Map.of("topic", "x".repeat(300 << 10)), Command.NO_BODY)));
            assertNull(wire.answer());
        } catch (SocketException reset) {
            // It was closed while the rest was on its way.
        }
    }

    @Test
    @Tag("rocketmq.wire.advertised")
    @Tag("rocketmq.code.105")
    void clientsAreToldTheAddressThatIsAdvertised() throws Exception {
        RocketExtension elsewhere =
                new RocketExtension(Map.of("native.advertised-address", "broker.example.org:20911"));
        elsewhere.beforeAll(null);
        try (Wire wire = Wire.to(elsewhere, "namesrv")) {
            Command route = wire.ask(Wire.request(105, Map.of("topic", "TBW102"), Command.NO_BODY));
            String body = new String(route.body(), StandardCharsets.UTF_8);
            assertTrue(body.contains("\"0\":\"broker.example.org:20911\""), body);
        } finally {
            elsewhere.afterAll(null);
        }
    }

    @Test
    @Tag("rocketmq.wire.idle")
    @Tag("rocketmq.send.no-create")
    void theSettingsForNewTopicsAndIdleClientsAreKept() throws Exception {
        RocketExtension strict =
                new RocketExtension(Map.of("native.create-topics", "false", "native.idle-timeout", "1s"));
        strict.beforeAll(null);
        try (Wire wire = Wire.to(strict)) {
            String topic = RocketExtension.name("T");
            Map<String, String> send = Map.of("a", "producers", "b", topic, "c", "TBW102", "d", "1", "e", "0");
            Command refused = wire.ask(Wire.request(310, send, Wire.utf8("no")));
            assertEquals(17, refused.code());
            assertEquals(
                    17,
                    wire.ask(Wire.request(105, Map.of("topic", topic), Command.NO_BODY))
                            .code());
            assertNull(wire.answer(), "it is idle now");
        } finally {
            strict.afterAll(null);
        }
    }

    @Test
    @Tag("rocketmq.wire.malformed")
    void whatIsNoCommandEndsItsConnectionAndNoOther() throws Exception {
        try (Wire good = Wire.to(ROCKET)) {
            Random random = new Random(3);
            for (int i = 0; i < 20; i++) {
                try (Wire bad = Wire.to(ROCKET)) {
                    byte[] octets = new byte[200];
                    random.nextBytes(octets);
                    // Never a length that could be meant.
                    octets[0] = 0x7f;
                    bad.send(octets);
                    assertNull(bad.answer());
                }
            }
            assertEquals(
                    0, good.ask(Wire.request(106, Map.of(), Command.NO_BODY)).code());
        }
    }

    @Test
    @Tag("rocketmq.wire.tls")
    void clientsMayUseTlsOnThePortsForClearText(@TempDir Path folder) throws Exception {
        Certificates authority = new Certificates("CN=authority of the tests");
        Certificates.Signed own = authority.server();
        Certificates.write(folder.resolve("key.pem"), own.key());
        Certificates.write(folder.resolve("server.pem"), own.certificate());
        RocketExtension secure = new RocketExtension(Map.of(
                "tls.certificate", folder.resolve("server.pem").toString(),
                "tls.key", folder.resolve("key.pem").toString()));
        secure.beforeAll(null);
        try {
            for (boolean tls : new boolean[] {true, false}) {
                DefaultMQProducer producer = new DefaultMQProducer(RocketExtension.name("producers"));
                producer.setUseTLS(tls);
                secure.start(producer);
                assertEquals(
                        SendStatus.SEND_OK,
                        producer.send(RocketExtension.message("secret", null, "x"))
                                .getSendStatus());
            }
        } finally {
            secure.afterEach(null);
            secure.afterAll(null);
        }
    }
}
