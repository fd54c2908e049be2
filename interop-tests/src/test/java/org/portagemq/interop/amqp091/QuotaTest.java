// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.interop.amqp091;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.portagemq.interop.amqp091.Eventually.eventually;
import static org.portagemq.interop.amqp091.Eventually.refused;

import com.rabbitmq.client.AlreadyClosedException;
import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import com.rabbitmq.client.ConnectionFactory;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.portagemq.server.users.Permission;
import org.portagemq.server.users.UserLimits;

/** How much vhosts and users may have at once. */
class QuotaTest {

    @RegisterExtension
    static final BrokerExtension BROKER = new BrokerExtension();

    private static String call(int expected, String method, String path, String body) throws Exception {
        String login = Base64.getEncoder().encodeToString("guest:guest".getBytes(StandardCharsets.UTF_8));
        HttpRequest request = HttpRequest.newBuilder(
                        URI.create("http://127.0.0.1:" + BROKER.server().port("http") + path))
                .header("authorization", "Basic " + login)
                .header("content-type", "application/json")
                .method(method, HttpRequest.BodyPublishers.ofString(body))
                .build();
        HttpResponse<String> answer = HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofString());
        assertEquals(expected, answer.statusCode(), answer.body());
        return answer.body();
    }

    private static void limit(String name, int value) throws Exception {
        call(201, "PUT", "/api/vhost-limits/%2F/" + name, "{\"value\":" + value + "}");
    }

    private static void clear(String name) throws Exception {
        call(204, "DELETE", "/api/vhost-limits/%2F/" + name, "");
    }

    private static ConnectionFactory user(String name, UserLimits limits) throws IOException {
        BROKER.user(name, Permission.all());
        BROKER.server().users().setLimits(name, limits);
        ConnectionFactory factory = BROKER.factory();
        factory.setUsername(name);
        factory.setPassword(name);
        return factory;
    }

    private static void notAllowed(String text, Eventually.Call call) throws Exception {
        refused(530, "NOT_ALLOWED - " + text, call);
    }

    @Test
    @Tag("amqp091.limits.vhost")
    void connectionsOfAVhostAreLimited() throws Exception {
        ConnectionFactory factory = user("vhost-connections", UserLimits.NONE);
        limit("max-connections", 0);
        try {
            notAllowed(
                    "connection refused for user 'vhost-connections': connection limit (0) of namespace '/' is reached",
                    factory::newConnection);
            assertEquals(
                    "[{\"vhost\":\"/\",\"value\":{\"max-connections\":0}}]",
                    call(200, "GET", "/api/vhost-limits/%2F", ""),
                    "who administers comes in");
        } finally {
            clear("max-connections");
        }
        factory.newConnection().close();
        assertEquals("[]", call(200, "GET", "/api/vhost-limits/%2F", ""));
    }

    @Test
    @Tag("amqp091.limits.vhost")
    void queuesOfAVhostAreLimited() throws Exception {
        Channel channel = BROKER.channel();
        String there = channel.queueDeclare().getQueue();
        limit("max-queues", 1);
        try {
            refused(
                    406,
                    "cannot declare queue 'too-many': queue limit in vhost '/' (1) is reached",
                    () -> BROKER.channel().queueDeclare("too-many", false, true, false, null));
            channel.queueDeclarePassive(there);
        } finally {
            clear("max-queues");
        }
    }

    @Test
    @Tag("amqp091.limits.user")
    void connectionsOfAUserAreLimited() throws Exception {
        ConnectionFactory factory = user("user-connections", new UserLimits(1, -1));
        Connection first = factory.newConnection();
        notAllowed(
                "connection refused for user 'user-connections': user connection limit (1) is reached",
                factory::newConnection);
        first.close();
        eventually("there is room again", () -> {
            try {
                factory.newConnection().close();
                return true;
            } catch (IOException full) {
                return false;
            }
        });
    }

    @Test
    @Tag("amqp091.limits.user")
    void channelsOfAUserAreLimitedOverItsConnections() throws Exception {
        ConnectionFactory factory = user("user-channels", new UserLimits(-1, 2));
        Connection one = BROKER.connect(factory);
        Connection other = BROKER.connect(factory);
        Channel first = one.createChannel();
        other.createChannel();
        first.close();
        one.createChannel();
        notAllowed(
                "number of channels opened for user 'user-channels' has reached the maximum allowed user limit of (2)",
                other::createChannel);
        eventually("the channel of the closed connection is free", () -> {
            try (Connection another = factory.newConnection()) {
                return another.createChannel() != null;
            } catch (IOException | AlreadyClosedException full) {
                return false;
            }
        });
    }

    @Test
    void onlyKnownLimitsInWholeNumbersAreSet() throws Exception {
        call(400, "PUT", "/api/vhost-limits/%2F/max-exchanges", "{\"value\":1}");
        call(400, "PUT", "/api/vhost-limits/%2F/max-queues", "{\"value\":\"many\"}");
        call(400, "PUT", "/api/vhost-limits/%2F/max-queues", "{}");
        call(404, "PUT", "/api/vhost-limits/nowhere/max-queues", "{\"value\":1}");
    }
}
