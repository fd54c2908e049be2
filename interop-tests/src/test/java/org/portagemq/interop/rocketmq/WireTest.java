// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.interop.rocketmq;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
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
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.portagemq.client.codec.Command;
import org.portagemq.client.codec.CommandReader;
import org.portagemq.client.codec.CommandWriter;
import org.portagemq.client.codec.FrameLimits;
import org.portagemq.client.codec.HeaderEncoding;
import org.portagemq.interop.amqp091.tls.Certificates;

/** Commands as they are on the wire, also such as no client sends; and TLS on the same port. */
class WireTest {

    @RegisterExtension
    static final RocketExtension ROCKET = new RocketExtension();

    private static Socket connect() throws IOException {
        Socket socket =
                new Socket(InetAddress.getLoopbackAddress(), ROCKET.server().port("native"));
        socket.setSoTimeout((int) RocketExtension.PATIENCE_MS);
        return socket;
    }

    private static Command ask(Socket socket, Command request) throws IOException {
        ByteBuf out = Unpooled.buffer();
        CommandWriter.write(request, out);
        socket.getOutputStream().write(out.array(), 0, out.readableBytes());
        socket.getOutputStream().flush();
        return answer(socket);
    }

    private static Command answer(Socket socket) throws IOException {
        CommandReader reader = new CommandReader(FrameLimits.USUAL);
        ByteBuf in = Unpooled.buffer();
        InputStream octets = socket.getInputStream();
        for (int octet = octets.read(); octet >= 0; octet = octets.read()) {
            in.writeByte(octet);
            Command command = reader.read(in);
            if (command != null) {
                return command;
            }
        }
        return null;
    }

    private static Command request(HeaderEncoding encoding, int code, Map<String, String> fields, byte[] body) {
        return new Command(encoding, code, 0, Command.VERSION, 77, 0, null, fields, body);
    }

    @Test
    void aRequestThatNobodyKnowsIsRefusedByItsNumber() throws Exception {
        try (Socket socket = connect()) {
            for (int code : new int[] {9_999, 220, 200_070}) {
                Command answer = ask(socket, request(HeaderEncoding.JSON, code, Map.of(), Command.NO_BODY));
                assertEquals(3, answer.code());
                assertEquals(77, answer.opaque());
                assertTrue(answer.isResponse());
                assertTrue(answer.remark().contains(String.valueOf(code)), answer.remark());
            }
        }
    }

    @Test
    void aBinaryRequestHasABinaryAnswer() throws Exception {
        try (Socket socket = connect()) {
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
            byte[] body = "binary".getBytes(StandardCharsets.UTF_8);
            Command answer = ask(socket, request(HeaderEncoding.BINARY, 310, fields, body));
            assertEquals(HeaderEncoding.BINARY, answer.encoding());
            assertEquals(0, answer.code(), answer.remark());
            assertEquals("1", answer.field("queueId"));
            assertEquals("0", answer.field("queueOffset"));
            Command route = ask(socket, request(HeaderEncoding.BINARY, 105, Map.of("topic", topic), Command.NO_BODY));
            String text = new String(route.body(), StandardCharsets.UTF_8);
            assertTrue(text.contains("\"writeQueueNums\":2"), text);
        }
    }

    @Test
    void aRequestWithoutAFieldThatItNeedsIsRefusedByTheFieldsName() throws Exception {
        try (Socket socket = connect()) {
            Command answer = ask(socket, request(HeaderEncoding.JSON, 310, Map.of("a", "producers"), Command.NO_BODY));
            assertEquals(1, answer.code());
            assertTrue(answer.remark().contains("'b'"), answer.remark());
            Command heartbeat = ask(
                    socket, request(HeaderEncoding.JSON, 34, Map.of(), "{not json".getBytes(StandardCharsets.UTF_8)));
            assertEquals(1, heartbeat.code());
        }
    }

    private static Command askAlone(int code, Map<String, String> fields, byte[] body) throws IOException {
        try (Socket socket = connect()) {
            return ask(socket, request(HeaderEncoding.JSON, code, fields, body));
        }
    }

    @Test
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
        Command answer = askAlone(10, fields, "old".getBytes(StandardCharsets.UTF_8));
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
                0,
                askAlone(200, Map.of(), (config + "false}").getBytes(StandardCharsets.UTF_8))
                        .code());
        for (Command refusal : List.of(askAlone(11, pull, Command.NO_BODY), askAlone(200_050, pop, Command.NO_BODY))) {
            assertEquals(16, refusal.code());
            assertEquals("subscription group no permission, " + group, refusal.remark());
        }
        assertEquals(
                0,
                askAlone(200, Map.of(), (config + "true}").getBytes(StandardCharsets.UTF_8))
                        .code());
        int code = askAlone(11, pull, Command.NO_BODY).code();
        assertTrue(code == 0 || code == 19, () -> "code " + code);
    }

    @Test
    void aHeaderOverTheLimitEndsItsConnection() throws Exception {
        try (Socket socket = connect()) {
            ByteBuf out = Unpooled.buffer();
            CommandWriter.write(
                    request(HeaderEncoding.JSON, 105, Map.of("topic", "x".repeat(300 << 10)), Command.NO_BODY), out);
            socket.getOutputStream().write(out.array(), 0, out.readableBytes());
            assertEquals(-1, socket.getInputStream().read());
        } catch (SocketException reset) {
            // It was closed while the rest was on its way.
        }
    }

    @Test
    void clientsAreToldTheAddressThatIsAdvertised() throws Exception {
        RocketExtension elsewhere =
                new RocketExtension(Map.of("native.advertised-address", "broker.example.org:20911"));
        elsewhere.beforeAll(null);
        try (Socket socket =
                new Socket(InetAddress.getLoopbackAddress(), elsewhere.server().port("namesrv"))) {
            Command route = ask(socket, request(HeaderEncoding.JSON, 105, Map.of("topic", "TBW102"), Command.NO_BODY));
            String body = new String(route.body(), StandardCharsets.UTF_8);
            assertTrue(body.contains("\"0\":\"broker.example.org:20911\""), body);
        } finally {
            elsewhere.afterAll(null);
        }
    }

    @Test
    void whatIsNoCommandEndsItsConnectionAndNoOther() throws Exception {
        try (Socket good = connect()) {
            Random random = new Random(3);
            for (int i = 0; i < 20; i++) {
                try (Socket bad = connect()) {
                    byte[] octets = new byte[200];
                    random.nextBytes(octets);
                    // Never a length that could be meant.
                    octets[0] = 0x7f;
                    bad.getOutputStream().write(octets);
                    assertEquals(-1, bad.getInputStream().read());
                }
            }
            assertEquals(
                    0,
                    ask(good, request(HeaderEncoding.JSON, 106, Map.of(), Command.NO_BODY))
                            .code());
        }
    }

    @Test
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
