// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.interop.amqp091;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.portagemq.interop.amqp091.Eventually.eventually;

import com.rabbitmq.client.Channel;
import com.rabbitmq.client.GetResponse;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Policies that are put over the management interface, and what queues and exchanges make of them. */
class PolicyTest {

    @RegisterExtension
    static final BrokerExtension BROKER = new BrokerExtension();

    private final HttpClient client = HttpClient.newHttpClient();

    private void send(int expected, String method, String path, String body) throws Exception {
        String login = Base64.getEncoder().encodeToString("guest:guest".getBytes(StandardCharsets.UTF_8));
        HttpRequest request = HttpRequest.newBuilder(
                        URI.create("http://127.0.0.1:" + BROKER.server().port("http") + path))
                .header("authorization", "Basic " + login)
                .header("content-type", "application/json")
                .method(method, HttpRequest.BodyPublishers.ofString(body))
                .build();
        HttpResponse<String> answer = client.send(request, HttpResponse.BodyHandlers.ofString());
        assertEquals(expected, answer.statusCode(), answer.body());
    }

    private void policy(String pattern, String definition) throws Exception {
        send(201, "PUT", "/api/policies/%2F/p", "{\"pattern\":\"" + pattern + "\",\"definition\":" + definition + "}");
    }

    @AfterEach
    void clear() throws Exception {
        send(204, "DELETE", "/api/policies/%2F/p", "");
    }

    private static void publish(Channel channel, String queue, int count) throws Exception {
        channel.confirmSelect();
        for (int i = 1; i <= count; i++) {
            channel.basicPublish("", queue, null, Integer.toString(i).getBytes(StandardCharsets.UTF_8));
        }
        channel.waitForConfirms(BrokerExtension.PATIENCE_MS);
    }

    @Test
    @Tag("amqp091.queue.policies")
    void policyIsInForceForQueuesThatThereAre() throws Exception {
        Channel channel = BROKER.channel();
        String dead = channel.queueDeclare(BrokerExtension.name("dead"), true, false, false, Map.of())
                .getQueue();
        String queue = channel.queueDeclare(BrokerExtension.name("ruled"), true, false, false, Map.of())
                .getQueue();
        publish(channel, queue, 3);

        policy(
                "^ruled",
                "{\"max-length\":1,\"dead-letter-exchange\":\"\",\"dead-letter-routing-key\":\"" + dead + "\"}");

        eventually("the queue is as long as it may be", () -> channel.messageCount(queue) == 1);
        eventually("the others are dead", () -> channel.messageCount(dead) == 2);
        GetResponse first = channel.basicGet(dead, true);
        Map<String, Object> headers = first.getProps().getHeaders();
        assertEquals("maxlen", headers.get("x-first-death-reason").toString());
    }

    @Test
    void fullQueueOfAPolicyNacks() throws Exception {
        Channel channel = BROKER.channel();
        String queue = channel.queueDeclare(BrokerExtension.name("full"), true, false, false, Map.of())
                .getQueue();
        policy("^full", "{\"max-length\":1,\"overflow\":\"reject-publish\"}");
        channel.confirmSelect();
        channel.basicPublish("", queue, null, new byte[1]);
        channel.waitForConfirmsOrDie(BrokerExtension.PATIENCE_MS);
        channel.basicPublish("", queue, null, new byte[1]);
        assertFalse(channel.waitForConfirms(BrokerExtension.PATIENCE_MS));
    }

    @Test
    @Tag("amqp091.queue.policies")
    void operatorPolicyStandsAboveAll() throws Exception {
        Channel channel = BROKER.channel();
        String queue = channel.queueDeclare(
                        BrokerExtension.name("capped"), true, false, false, Map.of("x-max-length", 9))
                .getQueue();
        policy("^capped", "{\"max-length\":5}");
        send(
                201,
                "PUT",
                "/api/operator-policies/%2F/cap",
                "{\"pattern\":\"^capped\",\"definition\":{\"max-length\":2}}");
        publish(channel, queue, 9);
        eventually("two are left", () -> channel.messageCount(queue) == 2);
        channel.queueDeclare(queue, true, false, false, Map.of("x-max-length", 9));
        send(204, "DELETE", "/api/operator-policies/%2F/cap", "");
        publish(channel, queue, 9);
        eventually("five are left", () -> channel.messageCount(queue) == 5);
    }

    @Test
    void policySurvivesARestart() throws Exception {
        policy("^kept", "{\"alternate-exchange\":\"kept-rest\"}");
        Channel before = BROKER.channel();
        before.exchangeDeclare("kept-exchange", "direct", true);
        before.exchangeDeclare("kept-rest", "fanout", true);
        before.queueDeclare("rest", true, false, false, Map.of());
        before.queueBind("rest", "kept-rest", "");

        BROKER.restart();

        Channel channel = BROKER.channel();
        channel.confirmSelect();
        channel.basicPublish("kept-exchange", "nobody wants this", null, new byte[1]);
        channel.waitForConfirmsOrDie(BrokerExtension.PATIENCE_MS);
        assertEquals(1, channel.messageCount("rest"));
    }
}
