// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.interop.amqp10;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.portagemq.interop.amqp10.Proton2.next;

import com.rabbitmq.client.AMQP;
import com.rabbitmq.client.Channel;
import com.rabbitmq.client.GetResponse;
import jakarta.jms.BytesMessage;
import jakarta.jms.DeliveryMode;
import jakarta.jms.JMSContext;
import jakarta.jms.MapMessage;
import jakarta.jms.StreamMessage;
import jakarta.jms.TextMessage;
import java.nio.charset.StandardCharsets;
import java.util.Date;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;
import org.apache.qpid.protonj2.client.AdvancedMessage;
import org.apache.qpid.protonj2.client.Connection;
import org.apache.qpid.protonj2.client.Message;
import org.apache.qpid.protonj2.client.Receiver;
import org.apache.qpid.protonj2.types.Binary;
import org.apache.qpid.protonj2.types.Symbol;
import org.apache.qpid.protonj2.types.UnsignedInteger;
import org.apache.qpid.protonj2.types.UnsignedLong;
import org.apache.qpid.protonj2.types.messaging.AmqpSequence;
import org.apache.qpid.protonj2.types.messaging.Data;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.portagemq.interop.amqp091.BrokerExtension;
import org.portagemq.interop.stomp.StompSocket;
import org.portagemq.jms.PortageConnectionFactory;

/** What messages of AMQP 1.0 say in AMQP 0-9-1, STOMP and JMS, and the other way: properties, types of values, bodies. */
@SuppressWarnings("JavaUtilDate") // the clients have no other type for times
class AcrossProtocolsTest {

    @RegisterExtension
    static final BrokerExtension BROKER = new BrokerExtension();

    @RegisterExtension
    final Proton2 proton = new Proton2(BROKER);

    private final String queue = BrokerExtension.name("across");

    private void send(Message<?> message) throws Exception {
        Connection connection = proton.connect();
        connection.openSender(queue).send(message).awaitAccepted();
        connection.close();
    }

    private AdvancedMessage<?> receive() throws Exception {
        Receiver receiver = proton.connect().openReceiver(queue);
        return next(receiver).message().toAdvancedMessage();
    }

    // AMQP 0-9-1.

    private GetResponse get() throws Exception {
        GetResponse got = BROKER.channel().basicGet(queue, true);
        assertNotNull(got, "the message is there when it is accepted");
        return got;
    }

    private void publish(AMQP.BasicProperties properties, byte[] body) throws Exception {
        Channel channel = BROKER.channel();
        channel.queueDeclare(queue, true, false, false, Map.of());
        channel.confirmSelect();
        channel.basicPublish("", queue, properties, body);
        channel.waitForConfirmsOrDie(Proton2.PATIENCE_MS);
    }

    @Test
    @Tag("amqp10.message.091")
    void propertiesOf10AreThoseOf091() throws Exception {
        Message<byte[]> message = Message.create("body".getBytes(StandardCharsets.UTF_8));
        message.durable(true)
                .priority((byte) 7)
                .timeToLive(600_000)
                .messageId("m")
                .correlationId(new UUID(1, 2))
                .replyTo("/queues/answers%20here")
                .subject("kind")
                .groupId("g")
                .groupSequence(5)
                .userId("guest".getBytes(StandardCharsets.UTF_8))
                .creationTime(7_999)
                .contentType("text/plain");
        message.contentEncoding("gzip");
        message.annotation("x-mine", "kept").annotation("x-opt-mine", "hidden").annotation("x-basic-app-id", "app");
        send(message);
        AMQP.BasicProperties got = get().getProps();
        assertEquals(2, got.getDeliveryMode());
        assertEquals(7, got.getPriority());
        assertEquals("600000", got.getExpiration());
        assertEquals("m", got.getMessageId());
        assertEquals("urn:uuid:" + new UUID(1, 2), got.getCorrelationId());
        assertEquals("answers here", got.getReplyTo());
        assertEquals("kind", got.getType());
        assertEquals("guest", got.getUserId());
        assertEquals("app", got.getAppId());
        assertEquals(new Date(7_000), got.getTimestamp());
        assertEquals("text/plain", got.getContentType());
        assertEquals("gzip", got.getContentEncoding());
        assertEquals("kept", got.getHeaders().get("x-mine").toString());
        assertEquals("g", got.getHeaders().get("JMSXGroupID").toString());
        assertEquals(5, got.getHeaders().get("JMSXGroupSeq"));
        assertFalse(got.getHeaders().containsKey("x-opt-mine"));
    }

    @Test
    @Tag("amqp10.message.091")
    void propertiesOf091AreThoseOf10() throws Exception {
        Map<String, Object> headers = new HashMap<>();
        headers.put("x-mine", "annotated");
        headers.put("x-list", List.of(1, 2));
        headers.put("list", List.of("a"));
        headers.put("JMSXGroupSeq", 3);
        AMQP.BasicProperties properties = new AMQP.BasicProperties.Builder()
                .deliveryMode(2)
                .priority(7)
                .expiration("600000")
                .messageId("m")
                .correlationId("c")
                .replyTo("answers")
                .type("kind")
                .userId("guest")
                .appId("app")
                .timestamp(new Date(7_000))
                .contentType("text/plain")
                .contentEncoding("gzip")
                .headers(headers)
                .build();
        publish(properties, "body".getBytes(StandardCharsets.UTF_8));
        AdvancedMessage<?> got = receive();
        assertEquals(true, got.durable());
        assertEquals(7, got.priority());
        assertEquals("m", got.messageId());
        assertEquals("c", got.correlationId());
        assertEquals("answers", got.replyTo());
        assertEquals("kind", got.subject());
        assertEquals("kind", got.annotation("x-basic-type"));
        assertEquals("app", got.annotation("x-basic-app-id"));
        assertNull(got.groupId());
        assertEquals(3, got.groupSequence());
        assertArrayEquals("guest".getBytes(StandardCharsets.UTF_8), got.userId());
        assertEquals(7_000, got.creationTime());
        assertEquals("text/plain", got.contentType());
        assertEquals("gzip", got.contentEncoding());
        assertEquals("annotated", got.annotation("x-mine"));
        assertEquals(List.of(1, 2), got.annotation("x-list"));
        assertEquals(List.of("a"), got.annotation("x-opt-h-list"));
        assertNull(got.property("JMSXGroupSeq"));
        assertArrayEquals("body".getBytes(StandardCharsets.UTF_8), (byte[]) got.body());
    }

    static Stream<Arguments> values() {
        return Stream.of(
                Arguments.of(true, true),
                Arguments.of((byte) -1, (byte) -1),
                Arguments.of((short) -2, (short) -2),
                Arguments.of(-3, -3),
                Arguments.of(-4L, -4L),
                Arguments.of(UnsignedInteger.valueOf(5), 5L),
                Arguments.of(UnsignedLong.valueOf(6), 6L),
                Arguments.of(0.5f, 0.5f),
                Arguments.of(0.25, 0.25),
                Arguments.of("text", "text"),
                Arguments.of(Symbol.valueOf("symbol"), "symbol"),
                Arguments.of('c', "c"),
                Arguments.of(new UUID(3, 4), new UUID(3, 4).toString()),
                Arguments.of(new Date(9_999), new Date(9_000)));
    }

    /** A value of 1.0 and what it is in 0-9-1. */
    @ParameterizedTest
    @MethodSource("values")
    void valuesOf10KeepTheirTypesIn091(Object value, Object expected) throws Exception {
        send(Message.create("text").property("value", value));
        Object got = get().getProps().getHeaders().get("value");
        assertEquals(expected, expected instanceof String ? got.toString() : got);
    }

    static Stream<Object> simpleValues() {
        return Stream.of(true, (byte) -1, (short) -2, -3, -4L, 0.5f, 0.25, "text", new Date(9_000));
    }

    @ParameterizedTest
    @MethodSource("simpleValues")
    void valuesOf091KeepTheirTypesIn10(Object value) throws Exception {
        publish(
                new AMQP.BasicProperties.Builder()
                        .headers(Map.of("value", value))
                        .build(),
                new byte[0]);
        Object got = receive().property("value");
        assertEquals(
                value instanceof Date time ? time.getTime() : value, got instanceof Date time ? time.getTime() : got);
    }

    static Stream<Arguments> ids() {
        return Stream.of(
                Arguments.of("text", "text"),
                Arguments.of(UnsignedLong.valueOf(7), "7"),
                Arguments.of(new UUID(1, 2), "urn:uuid:" + new UUID(1, 2)));
    }

    @ParameterizedTest
    @MethodSource("ids")
    void idsAreTextsIn091(Object id, String expected) throws Exception {
        send(Message.create("text").messageId(id).correlationId(id));
        AMQP.BasicProperties got = get().getProps();
        assertEquals(expected, got.getMessageId());
        assertEquals(expected, got.getCorrelationId());
    }

    @Test
    @Tag("amqp10.message.091")
    void idsThatAreBytesOrTooLongAreHeadersIn091() throws Exception {
        send(Message.create("text").messageId(new Binary(new byte[] {1})).correlationId("c".repeat(256)));
        AMQP.BasicProperties got = get().getProps();
        assertNull(got.getMessageId());
        assertArrayEquals(new byte[] {1}, (byte[]) got.getHeaders().get("x-message-id"));
        assertEquals("c".repeat(256), got.getHeaders().get("x-correlation-id").toString());
    }

    static Stream<Arguments> bodies() {
        AdvancedMessage<Object> data = AdvancedMessage.create();
        AdvancedMessage<Object> sequences = AdvancedMessage.create();
        try {
            data.addBodySection(new Data(new byte[] {'a'})).addBodySection(new Data(new byte[] {'b'}));
            sequences
                    .addBodySection(new AmqpSequence<>(List.of(1, 2)))
                    .addBodySection(new AmqpSequence<>(List.of("c")));
        } catch (Exception impossible) {
            throw new IllegalStateException(impossible);
        }
        return Stream.of(
                Arguments.of(Message.create("text"), "text", "text/plain"),
                Arguments.of(Message.create("x".getBytes(StandardCharsets.UTF_8)), "x", null),
                Arguments.of(Message.create(Map.of("a", 1)), "{\"a\":1}", "application/json"),
                Arguments.of(Message.create(42), "42", "application/json"),
                Arguments.of(data, "ab", null),
                Arguments.of(sequences, "[1,2,\"c\"]", "application/json"));
    }

    @ParameterizedTest
    @MethodSource("bodies")
    void bodiesOf10AreBytesIn091(Message<?> message, String expected, String type) throws Exception {
        send(message);
        GetResponse got = get();
        assertEquals(expected, new String(got.getBody(), StandardCharsets.UTF_8));
        assertEquals(type, got.getProps().getContentType());
    }

    @Test
    @Tag("amqp10.message.deaths")
    void aDeadLetterTellsOfItsDeathInBoth() throws Exception {
        String work = BrokerExtension.name("work");
        Channel channel = BROKER.channel();
        channel.queueDeclare(queue, true, false, false, Map.of());
        channel.queueDeclare(
                work, true, false, false, Map.of("x-dead-letter-exchange", "", "x-dead-letter-routing-key", queue));
        Connection connection = proton.connect();
        connection.openSender("/queues/" + work).send(Message.create("text")).awaitAccepted();
        next(connection.openReceiver("/queues/" + work, Proton2.manual().creditWindow(1)))
                .reject("amqp:decode-error", "bad");
        Receiver receiver = connection.openReceiver(queue, Proton2.manual().creditWindow(1));
        AdvancedMessage<?> got = next(receiver).message().toAdvancedMessage();
        assertEquals(work, got.annotation("x-first-death-queue"));
        assertEquals("rejected", got.annotation("x-last-death-reason"));
        assertEquals("", got.annotation("x-first-death-exchange"));
        Map<?, ?> death = (Map<?, ?>) ((Object[]) got.annotation("x-opt-deaths"))[0];
        assertEquals(UnsignedLong.valueOf(1), death.get(Symbol.valueOf("count")));
        assertEquals(work, death.get(Symbol.valueOf("queue")));
        receiver.close();
        assertEquals(
                work, get().getProps().getHeaders().get("x-first-death-queue").toString());
    }

    // STOMP.

    @Test
    void stompReadsWhat10Sends() throws Exception {
        Message<String> message = Message.create("text");
        message.durable(true)
                .priority((byte) 3)
                .messageId("m")
                .correlationId(UnsignedLong.valueOf(7))
                .subject("kind")
                .contentType("text/plain")
                .creationTime(7_999)
                .property("number", 42)
                .property("truth", true)
                .property("word", "a:b")
                .annotation("x-mine", "kept");
        send(message);
        try (StompSocket client = StompSocket.connected(BROKER.server().port("stomp"), "1.2")) {
            client.send(StompSocket.subscribe("0", "/queue/" + queue, ""));
            client.expect("RECEIPT");
            String got = client.expect("MESSAGE");
            Map<String, String> expected = Map.ofEntries(
                    Map.entry("persistent", "true"),
                    Map.entry("priority", "3"),
                    Map.entry("amqp-message-id", "m"),
                    Map.entry("correlation-id", "7"),
                    Map.entry("type", "kind"),
                    Map.entry("content-type", "text/plain"),
                    Map.entry("timestamp", "7"),
                    Map.entry("number", "42"),
                    Map.entry("truth", "true"),
                    Map.entry("word", "a\\cb"),
                    Map.entry("x-mine", "kept"));
            expected.forEach((name, value) -> assertEquals(value, StompSocket.header(got, name), name));
            assertEquals("text", StompSocket.body(got));
        }
    }

    @Test
    void the10ClientReadsWhatStompSends() throws Exception {
        try (StompSocket client = StompSocket.connected(BROKER.server().port("stomp"), "1.2")) {
            client.send(
                    "SEND\ndestination:/queue/" + queue + "\npersistent:true\npriority:2\ncorrelation-id:c\n"
                            + "message-id:m\ntimestamp:7\ntype:kind\nexpiration:60000\na\\cb:x\nx-mine:kept\nJMSXGroupID:g\nreceipt:1\n\nbody^@");
            client.expect("RECEIPT");
        }
        AdvancedMessage<?> got = receive();
        assertEquals(true, got.durable());
        assertEquals(2, got.priority());
        assertEquals("c", got.correlationId());
        assertEquals("m", got.messageId());
        assertEquals("kind", got.subject());
        assertEquals("g", got.groupId());
        assertEquals(7_000, got.creationTime());
        assertEquals("x", got.property("a:b"));
        assertEquals("kept", got.annotation("x-mine"));
        assertEquals("body", got.body());
    }

    // JMS.

    private JMSContext jms() {
        return new PortageConnectionFactory("portage://127.0.0.1:"
                        + BROKER.server().port("native") + "?jms.username=guest&jms.password=guest")
                .createContext();
    }

    @Test
    void jmsReadsWhat10Sends() throws Exception {
        Message<String> message = Message.create("text");
        message.durable(true)
                .priority((byte) 3)
                .messageId(new UUID(1, 2))
                .correlationId("c")
                .subject("kind")
                .groupId("g")
                .groupSequence(5)
                .replyTo("answers")
                .creationTime(7_999)
                .property("int", 42)
                .property("byte", (byte) 1)
                .property("float", 0.5f)
                .property("truth", true);
        send(message);
        try (JMSContext context = jms()) {
            TextMessage got = (TextMessage)
                    context.createConsumer(context.createQueue(queue)).receive(Proton2.PATIENCE_MS);
            assertEquals("text", got.getText());
            assertEquals(DeliveryMode.PERSISTENT, got.getJMSDeliveryMode());
            assertEquals(3, got.getJMSPriority());
            assertEquals("ID:AMQP_UUID:" + new UUID(1, 2), got.getJMSMessageID());
            assertEquals("c", got.getJMSCorrelationID());
            assertEquals("kind", got.getJMSType());
            assertEquals("g", got.getStringProperty("JMSXGroupID"));
            assertEquals(5, got.getIntProperty("JMSXGroupSeq"));
            assertEquals("answers", ((jakarta.jms.Queue) got.getJMSReplyTo()).getQueueName());
            assertEquals(7_999, got.getJMSTimestamp());
            assertEquals(42, got.getObjectProperty("int"));
            assertEquals((byte) 1, got.getObjectProperty("byte"));
            assertEquals(0.5f, got.getObjectProperty("float"));
            assertEquals(true, got.getObjectProperty("truth"));
        }
    }

    @Test
    void bodiesOf10AreMessagesOfJms() throws Exception {
        send(Message.create(new byte[] {1, 2}));
        send(Message.create(Map.of("a", 1)));
        AdvancedMessage<Object> sequences = AdvancedMessage.create();
        sequences.addBodySection(new AmqpSequence<>(List.of("s"))).addBodySection(new AmqpSequence<>(List.of(2L)));
        send(sequences);
        try (JMSContext context = jms()) {
            var consumer = context.createConsumer(context.createQueue(queue));
            BytesMessage bytes = (BytesMessage) consumer.receive(Proton2.PATIENCE_MS);
            assertEquals(2, bytes.getBodyLength());
            MapMessage map = (MapMessage) consumer.receive(Proton2.PATIENCE_MS);
            assertEquals(1, map.getInt("a"));
            StreamMessage stream = (StreamMessage) consumer.receive(Proton2.PATIENCE_MS);
            assertEquals("s", stream.readString());
            assertEquals(2L, stream.readLong());
        }
    }

    @Test
    void the10ClientReadsWhatJmsSends() throws Exception {
        try (JMSContext context = jms()) {
            context.createProducer()
                    .setDeliveryMode(DeliveryMode.PERSISTENT)
                    .setPriority(3)
                    .setTimeToLive(600_000)
                    .setJMSCorrelationID("c")
                    .setJMSType("kind")
                    .setJMSReplyTo(context.createQueue("answers"))
                    .setProperty("JMSXGroupID", "g")
                    .setProperty("JMSXGroupSeq", 5)
                    .setProperty("int", 42)
                    .setProperty("short", (short) 7)
                    .setProperty("word", "w")
                    .send(context.createQueue(queue), "text");
        }
        AdvancedMessage<?> got = receive();
        assertEquals("text", got.body());
        assertEquals(true, got.durable());
        assertEquals(3, got.priority());
        assertEquals("c", got.correlationId());
        assertEquals("kind", got.subject());
        assertEquals("answers", got.replyTo());
        assertEquals("g", got.groupId());
        assertEquals(5, got.groupSequence());
        assertEquals(42, got.property("int"));
        assertEquals((short) 7, got.property("short"));
        assertEquals("w", got.property("word"));
        assertNotNull(got.messageId());
    }
}
