// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.interop.amqp091;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.portagemq.interop.amqp091.Eventually.refused;

import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import com.rabbitmq.client.ConnectionFactory;
import com.rabbitmq.client.DefaultConsumer;
import com.rabbitmq.client.ShutdownSignalException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.portagemq.server.users.PasswordHash;
import org.portagemq.server.users.Permission;
import org.portagemq.server.users.User;

class PermissionTest {

    @RegisterExtension
    static final BrokerExtension BROKER = new BrokerExtension();

    /** An operation, and which of configure, write and read it needs. */
    private record Operation(String name, String needs, Action action) {}

    private interface Action {
        void run(Channel channel) throws Exception;
    }

    private static final List<Operation> OPERATIONS = List.of(
            new Operation("queue.declare", "c", c -> c.queueDeclare("new-q", false, false, false, null)),
            new Operation("queue.delete", "c", c -> c.queueDelete("new-q")),
            new Operation("exchange.declare", "c", c -> c.exchangeDeclare("new-e", "fanout")),
            new Operation(
                    "exchange.declare with alternate",
                    "cwr",
                    c -> c.exchangeDeclare("new-ae", "fanout", false, false, Map.of("alternate-exchange", "e"))),
            new Operation("exchange.delete", "c", c -> c.exchangeDelete("new-e")),
            new Operation("queue.bind", "wr", c -> c.queueBind("q", "e", "k")),
            new Operation("queue.unbind", "wr", c -> c.queueUnbind("q", "e", "k")),
            new Operation("exchange.bind", "wr", c -> c.exchangeBind("e2", "e", "k")),
            new Operation("exchange.unbind", "wr", c -> c.exchangeUnbind("e2", "e", "k")),
            new Operation("basic.publish", "w", PermissionTest::publish),
            new Operation("basic.get", "r", c -> c.basicGet("q", true)),
            new Operation("basic.consume", "r", c -> c.basicConsume("q", new DefaultConsumer(c))),
            new Operation("queue.purge", "r", c -> c.queuePurge("q")));

    private static void publish(Channel channel) throws Exception {
        channel.confirmSelect();
        channel.basicPublish("e", "k", null, new byte[1]);
        channel.waitForConfirms(BrokerExtension.PATIENCE_MS);
    }

    @Test
    @Tag("amqp091.rights.matrix")
    void everyOperationNeedsJustItsRights() throws Exception {
        Channel all = BROKER.channel();
        all.queueDeclare("q", true, false, false, null);
        all.exchangeDeclare("e", "fanout", true);
        all.exchangeDeclare("e2", "fanout", true);
        List<String> wrong = new ArrayList<>();
        for (String rights : new String[] {"", "c", "w", "r", "wr", "cwr"}) {
            String user = "user-" + rights;
            BROKER.user(user, new Permission(pattern(rights, 'c'), pattern(rights, 'w'), pattern(rights, 'r')));
            Connection connection = BROKER.connect(user, user);
            for (Operation operation : OPERATIONS) {
                boolean allowed = operation.needs().chars().allMatch(right -> rights.indexOf(right) >= 0);
                if (allowed != succeeds(connection.createChannel(), operation.action())) {
                    wrong.add(operation.name() + " with rights '" + rights + "', expected " + allowed);
                }
            }
        }

        assertEquals(List.of(), wrong);
    }

    private static String pattern(String rights, char right) {
        return rights.indexOf(right) >= 0 ? ".*" : "";
    }

    private static boolean succeeds(Channel channel, Action action) throws Exception {
        try {
            action.run(channel);
            return true;
        } catch (IOException | ShutdownSignalException refusal) {
            Eventually.closed(403, "ACCESS_REFUSED", channel);
            return false;
        }
    }

    @Test
    @Tag("amqp091.rights.matrix")
    void bindingNeedsToWriteToTheQueueAndReadFromTheExchange() throws Exception {
        Channel all = BROKER.channel();
        all.queueDeclare("bind-q", true, false, false, null);
        all.exchangeDeclare("bind-e", "fanout", true);
        BROKER.user("binder", new Permission("", "^bind-q$", "^bind-e$"));
        BROKER.user("reverse", new Permission("", "^bind-e$", "^bind-q$"));

        BROKER.connect("binder", "binder").createChannel().queueBind("bind-q", "bind-e", "");

        refused(403, "refused for user 'reverse'", () -> BROKER.connect("reverse", "reverse")
                .createChannel()
                .queueBind("bind-q", "bind-e", ""));
    }

    @Test
    @Tag("amqp091.rights.matrix")
    void namesDecide() throws Exception {
        BROKER.user("own", new Permission("^own-", "^own-", "^own-"));
        Channel channel = BROKER.connect("own", "own").createChannel();
        channel.queueDeclare("own-q", false, false, false, null);

        refused(
                403,
                "access to queue 'other' in vhost '/' refused for user 'own'",
                () -> channel.queueDeclare("other", false, false, false, null));
    }

    @Test
    @Tag("amqp091.connection.open")
    void userWithoutAnyRightInAVhostCannotOpenIt() throws Exception {
        PasswordHash password = PasswordHash.create("stranger".getBytes(StandardCharsets.UTF_8));
        BROKER.server().users().add(new User("stranger", password, Set.of(), Map.of()));

        IOException refused = assertThrows(IOException.class, () -> BROKER.connect("stranger", "stranger"));

        String text = refused.getCause().getMessage();
        assertTrue(text.contains("access to vhost '/' refused for user 'stranger'"), text);
    }

    @Test
    @Tag("amqp091.connection.open")
    void vhostThatCannotBeOpenedIsNamed() {
        ConnectionFactory factory = BROKER.factory();
        factory.setVirtualHost("nope");

        IOException refused = assertThrows(IOException.class, () -> BROKER.connect(factory));

        String text = refused.getCause().getMessage();
        assertTrue(text.contains("530") && text.contains("NOT_ALLOWED") && text.contains("nope"), text);
    }
}
