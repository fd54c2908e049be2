// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.interop.sdk;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import com.rabbitmq.client.ConnectionFactory;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.portagemq.client.ClientBuilder;
import org.portagemq.client.PortageClient;
import org.portagemq.client.config.Credentials;
import org.portagemq.client.error.AuthenticationException;
import org.portagemq.client.error.AuthorizationException;
import org.portagemq.client.intercept.TransactionInterceptor.Decision;
import org.portagemq.client.message.Filter;
import org.portagemq.client.message.Message;
import org.portagemq.client.message.ReceivedMessage;
import org.portagemq.client.produce.Transaction;
import org.portagemq.server.users.PasswordHash;
import org.portagemq.server.users.Permission;
import org.portagemq.server.users.User;

/** Who a client is, and what it may. */
class AccessTest {

    @RegisterExtension
    static final PortageExtension BROKER = new PortageExtension(Map.of("native.anonymous-user", ""));

    private final String topic = "open-" + Waiting.name("T");

    @BeforeEach
    void users() throws Exception {
        add("signer", new Permission(".*", ".*", ".*"));
        add("limited", new Permission("^(open-.*|amq.topic)", "^(open-.*|amq.topic)", ".*"));
    }

    private static void add(String name, Permission permission) throws Exception {
        if (BROKER.server().users().find(name).isEmpty()) {
            PasswordHash password = PasswordHash.create(name.getBytes(StandardCharsets.UTF_8));
            BROKER.server().users().add(new User(name, password, Set.of(), Map.of("/", permission)));
            BROKER.server().users().setSigningKey(name, name + "-secret");
        }
    }

    private static ClientBuilder client() {
        return PortageClient.builder().endpoints(BROKER.nameServer()).requestTimeout(Duration.ofSeconds(20));
    }

    @Test
    void whoSignsSendsAndConsumes() {
        try (PortageClient client =
                client().credentials(Credentials.of("signer", "signer-secret")).open()) {
            client.newProducer()
                    .open()
                    .send(Message.to(topic).text("signed \u20ac").build());
            var consumer = client.newSimpleConsumer()
                    .group(Waiting.name("G"))
                    .subscribe(topic, Filter.all())
                    .open();
            ReceivedMessage got = consumer.receiveOne(Duration.ofSeconds(60)).orElseThrow();
            assertEquals("signed \u20ac", got.text());
            consumer.ack(got);
        }
    }

    @Test
    void whoIsNotBelievedHearsSoAtOnce() {
        AuthenticationException wrong = assertThrows(
                AuthenticationException.class,
                () -> client().credentials(Credentials.of("signer", "wrong")).open());
        assertFalse(wrong.retryable());
        assertThrows(AuthenticationException.class, () -> client().open());
    }

    @Test
    void whoMayNotSendIsRefused() {
        try (PortageClient client = client().credentials(Credentials.of("limited", "limited-secret"))
                .open()) {
            var producer = client.newProducer().open();
            producer.send(Message.to(topic).text("allowed").build());
            AuthorizationException refused = assertThrows(
                    AuthorizationException.class,
                    () -> producer.send(
                            Message.to("closed-" + Waiting.name("T")).text("no").build()));
            assertFalse(refused.retryable());
        }
    }

    /** May send to the topics of these tests, and read none but those of results. */
    private static void addSender() throws Exception {
        add("sender", new Permission("^(open-.*|amq.topic)", "^(open-.*|amq.topic)", "^(open-R.*|amq.topic)"));
    }

    @Test
    void whoMayNotReadSettlesNothingThatOthersHaveTaken() throws Exception {
        addSender();
        try (PortageClient reading = client().credentials(Credentials.of("signer", "signer-secret"))
                        .open();
                PortageClient writing = client().credentials(Credentials.of("sender", "sender-secret"))
                        .open()) {
            reading.newProducer().open().send(Message.to(topic).text("job").build());
            String group = Waiting.name("G");
            var consumer = reading.newSimpleConsumer()
                    .group(group)
                    .subscribe(topic, Filter.all())
                    .open();
            var stranger = writing.newSimpleConsumer()
                    .group(group)
                    .subscribe(topic, Filter.all())
                    .open();
            ReceivedMessage job = consumer.receiveOne(Duration.ofSeconds(60)).orElseThrow();
            assertThrows(AuthorizationException.class, () -> stranger.ack(job));
            assertThrows(AuthorizationException.class, () -> stranger.extend(job, Duration.ofMinutes(1)));
            assertThrows(AuthorizationException.class, () -> stranger.nack(job, Duration.ZERO));
            consumer.ack(job);
        }
    }

    @Test
    void whoMayNotMoveAGroupTakesNothingBackFromItsConsumers() throws Exception {
        try (PortageClient reading = client().credentials(Credentials.of("signer", "signer-secret"))
                        .open();
                PortageClient limited = client().credentials(Credentials.of("limited", "limited-secret"))
                        .open()) {
            reading.newProducer().open().send(Message.to(topic).text("job").build());
            String group = Waiting.name("G");
            var consumer = reading.newSimpleConsumer()
                    .group(group)
                    .subscribe(topic, Filter.all())
                    .open();
            ReceivedMessage job = consumer.receiveOne(Duration.ofSeconds(60)).orElseThrow();
            assertThrows(
                    AuthorizationException.class,
                    () -> limited.admin().groups().resetOffsets(group, topic, Instant.EPOCH));
            consumer.ack(job);
        }
    }

    @Test
    void aQueueOfAnotherProtocolIsTakenFromOnlyByThoseWhoMayReadIt() throws Exception {
        addSender();
        String queue = "open-" + Waiting.name("Q");
        ConnectionFactory factory = new ConnectionFactory();
        factory.setHost("127.0.0.1");
        factory.setPort(BROKER.server().port("amqp"));
        try (Connection connection = factory.newConnection();
                Channel channel = connection.createChannel();
                PortageClient reading = client().credentials(Credentials.of("signer", "signer-secret"))
                        .open();
                PortageClient writing = client().credentials(Credentials.of("sender", "sender-secret"))
                        .open()) {
            channel.queueDeclare(queue, true, false, false, Map.of());
            channel.confirmSelect();
            for (String text : List.of("a", "b")) {
                channel.basicPublish("", queue, null, text.getBytes(StandardCharsets.UTF_8));
            }
            channel.waitForConfirmsOrDie(60_000);
            var consumer = reading.newSimpleConsumer()
                    .group(Waiting.name("G"))
                    .subscribe(queue, Filter.all())
                    .open();
            consumer.ack(consumer.receiveOne(Duration.ofSeconds(60)).orElseThrow());
            var stranger = writing.newSimpleConsumer()
                    .group(Waiting.name("G"))
                    .subscribe(queue, Filter.all())
                    .open();
            assertThrows(AuthorizationException.class, () -> stranger.receiveOne(Duration.ofSeconds(60)));
        }
    }

    @Test
    void whoMayNotReadAcknowledgesNothingInATransaction() throws Exception {
        addSender();
        String results = "open-R" + Waiting.name("T");
        try (PortageClient reading = client().credentials(Credentials.of("signer", "signer-secret"))
                        .open();
                PortageClient writing = client().credentials(Credentials.of("sender", "sender-secret"))
                        .open()) {
            reading.newProducer().open().send(Message.to(topic).text("job").build());
            var consumer = reading.newSimpleConsumer()
                    .group(Waiting.name("G"))
                    .subscribe(topic, Filter.all())
                    .open();
            ReceivedMessage job = consumer.receiveOne(Duration.ofSeconds(60)).orElseThrow();
            try (Transaction transaction = writing.newProducer()
                    .group(Waiting.name("P"))
                    .openTransactional(probe -> Decision.UNKNOWN)
                    .begin()) {
                transaction.send(Message.to(results).text("result").build());
                assertThrows(AuthorizationException.class, () -> transaction.ack(job));
                transaction.commit();
            }
            consumer.ack(job);
        }
    }
}
