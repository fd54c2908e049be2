// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.interop.amqp091;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.portagemq.interop.amqp091.Eventually.eventually;
import static org.portagemq.interop.amqp091.Eventually.refused;

import com.rabbitmq.client.AMQP;
import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import com.rabbitmq.client.DefaultConsumer;
import com.rabbitmq.client.MessageProperties;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class TopologyTest {

    @RegisterExtension
    static final BrokerExtension BROKER = new BrokerExtension();

    private static String exchange(Channel channel, String type) throws IOException {
        String name = BrokerExtension.name(type);
        channel.exchangeDeclare(name, type, true);
        return name;
    }

    private static String queue(Channel channel) throws IOException {
        return channel.queueDeclare().getQueue();
    }

    /** How many of these messages reach the queue: published with confirms, so that the count is final. */
    private static long reaching(Channel channel, String queue, String exchange, String... keys) throws Exception {
        channel.confirmSelect();
        channel.queuePurge(queue);
        for (String key : keys) {
            channel.basicPublish(exchange, key, MessageProperties.BASIC, new byte[1]);
        }
        channel.waitForConfirmsOrDie(BrokerExtension.PATIENCE_MS);
        return channel.messageCount(queue);
    }

    @Test
    @Tag("amqp091.exchange.types")
    void directExchangeRoutesByEqualKeys() throws Exception {
        Channel channel = BROKER.channel();
        String exchange = exchange(channel, "direct");
        String queue = queue(channel);
        channel.queueBind(queue, exchange, "a");
        channel.queueBind(queue, exchange, "b");

        assertEquals(2, reaching(channel, queue, exchange, "a", "b", "c", "A"));
        channel.queueUnbind(queue, exchange, "b");
        assertEquals(1, reaching(channel, queue, exchange, "a", "b"));
    }

    @Test
    @Tag("amqp091.exchange.types")
    void topicExchangeRoutesByWords() throws Exception {
        Object[][] cases = {
            {"#", "", 1},
            {"*", "", 0},
            {"", "", 1},
            {"a.*.b", "a..b", 1},
            {"a.#", "a", 1},
            {"*.", "a.", 1},
            {"a*", "ab", 0},
            {"#.z", "a.b.z", 1},
            {"#.z", "z", 1},
            {"a.*", "a.b.c", 0},
            {"a.#.c", "a.b.b.c", 1},
            {"*.b", "a.b", 1}
        };
        Channel channel = BROKER.channel();
        for (Object[] each : cases) {
            String exchange = exchange(channel, "topic");
            String queue = queue(channel);
            channel.queueBind(queue, exchange, (String) each[0]);

            long reached = reaching(channel, queue, exchange, (String) each[1]);

            assertEquals(((Integer) each[2]).longValue(), reached, each[0] + " for key '" + each[1] + "'");
        }
    }

    @Test
    @Tag("amqp091.exchange.headers")
    void headersExchangeComparesAllOrAny() throws Exception {
        Channel channel = BROKER.channel();
        String exchange = exchange(channel, "headers");
        String all = queue(channel);
        String any = queue(channel);
        channel.queueBind(all, exchange, "", Map.of("x-match", "all", "n", 1, "s", "text"));
        channel.queueBind(any, exchange, "", Map.of("x-match", "any", "n", 1, "s", "text"));
        channel.confirmSelect();

        for (Map<String, Object> headers : List.<Map<String, Object>>of(
                Map.of("n", 1L, "s", "text"), Map.of("n", 1), Map.of("s", "other"), Map.of())) {
            channel.basicPublish(
                    exchange,
                    "",
                    new AMQP.BasicProperties.Builder().headers(headers).build(),
                    new byte[1]);
        }
        channel.waitForConfirmsOrDie(BrokerExtension.PATIENCE_MS);

        assertEquals(1, channel.messageCount(all));
        assertEquals(2, channel.messageCount(any));
    }

    @Test
    @Tag("amqp091.exchange.to-exchange")
    void messageReachesAQueueOnceHoweverManyBindingsMatch() throws Exception {
        Channel channel = BROKER.channel();
        String exchange = exchange(channel, "topic");
        String queue = queue(channel);
        channel.queueBind(queue, exchange, "#");
        channel.queueBind(queue, exchange, "a.*");
        AMQP.BasicProperties copies = new AMQP.BasicProperties.Builder()
                .headers(Map.of("CC", List.of("a.c", "other")))
                .build();
        channel.confirmSelect();

        channel.basicPublish(exchange, "a.b", copies, new byte[1]);

        channel.waitForConfirmsOrDie(BrokerExtension.PATIENCE_MS);
        assertEquals(1, channel.messageCount(queue));
    }

    @Test
    @Tag("amqp091.basic.copies")
    void copiesRouteByTheirOwnKeys() throws Exception {
        Channel channel = BROKER.channel();
        String shown = queue(channel);
        String hidden = queue(channel);
        AMQP.BasicProperties copies = new AMQP.BasicProperties.Builder()
                .headers(Map.of("CC", List.of(shown), "BCC", List.of(hidden)))
                .build();
        channel.confirmSelect();

        channel.basicPublish("", "nowhere", copies, new byte[1]);
        channel.waitForConfirmsOrDie(BrokerExtension.PATIENCE_MS);

        assertEquals(1, channel.messageCount(hidden));
        Map<String, Object> headers = channel.basicGet(shown, true).getProps().getHeaders();
        assertTrue(headers.containsKey("CC"));
        assertEquals(1, headers.size(), "BCC is not shown: " + headers);
    }

    @Test
    @Tag("amqp091.exchange.to-exchange")
    void exchangesCanBeBoundToExchangesInCircles() throws Exception {
        Channel channel = BROKER.channel();
        String first = exchange(channel, "fanout");
        String second = exchange(channel, "fanout");
        String queue = queue(channel);
        channel.exchangeBind(second, first, "");
        channel.exchangeBind(first, second, "");
        channel.queueBind(queue, second, "");

        assertEquals(1, reaching(channel, queue, first, "k"));
        channel.exchangeUnbind(second, first, "");
        assertEquals(0, reaching(channel, queue, first, "k"));
    }

    @Test
    @Tag("amqp091.exchange.alternate")
    void alternateExchangeGetsWhatNobodyWants() throws Exception {
        Channel channel = BROKER.channel();
        String alternate = exchange(channel, "fanout");
        String queue = queue(channel);
        channel.queueBind(queue, alternate, "");
        String exchange = BrokerExtension.name("direct");
        channel.exchangeDeclare(exchange, "direct", true, false, Map.of("alternate-exchange", alternate));

        assertEquals(1, reaching(channel, queue, exchange, "unbound"));
    }

    @Test
    @Tag("amqp091.exchange.internal")
    void internalExchangeTakesNoMessagesFromClients() throws Exception {
        Channel channel = BROKER.channel();
        String exchange = BrokerExtension.name("internal");
        channel.exchangeDeclare(exchange, "fanout", false, false, true, null);

        channel.basicPublish(exchange, "", null, new byte[1]);

        Eventually.closed(403, "ACCESS_REFUSED", channel);
    }

    @Test
    @Tag("amqp091.exchange.auto-delete")
    void autoDeleteExchangeGoesWithItsLastBinding() throws Exception {
        Channel channel = BROKER.channel();
        String exchange = BrokerExtension.name("passing");
        channel.exchangeDeclare(exchange, "fanout", false, true, null);
        String queue = queue(channel);
        channel.queueBind(queue, exchange, "");

        channel.queueUnbind(queue, exchange, "");

        refused(404, "no exchange '" + exchange + "' in vhost '/'", () -> channel.exchangeDeclarePassive(exchange));
    }

    @Test
    @Tag("amqp091.queue.auto-delete")
    void autoDeleteQueueGoesWithItsLastConsumer() throws Exception {
        Channel channel = BROKER.channel();
        String queue = BrokerExtension.name("passing");
        channel.queueDeclare(queue, false, false, true, null);
        String tag = channel.basicConsume(queue, new DefaultConsumer(channel));

        channel.basicCancel(tag);

        eventually("queue is gone", () -> isMissing(queue));
    }

    private static boolean isMissing(String queue) throws Exception {
        Channel looking = BROKER.channel();
        try {
            looking.queueDeclarePassive(queue);
            looking.close();
            return false;
        } catch (IOException missing) {
            return true;
        }
    }

    @Test
    @Tag("amqp091.queue.exclusive")
    void exclusiveQueueBelongsToItsConnectionAndGoesWithIt() throws Exception {
        Connection owner = BROKER.connect();
        String queue = BrokerExtension.name("mine");
        owner.createChannel().queueDeclare(queue, false, true, false, null);

        refused(405, "RESOURCE_LOCKED", () -> BROKER.channel().queueDeclarePassive(queue));
        refused(405, "RESOURCE_LOCKED", () -> BROKER.channel().basicGet(queue, true));
        refused(405, "RESOURCE_LOCKED", () -> BROKER.channel().queuePurge(queue));
        refused(405, "RESOURCE_LOCKED", () -> BROKER.channel().queueDelete(queue));
        refused(405, "RESOURCE_LOCKED", () -> {
            Channel channel = BROKER.channel();
            channel.basicConsume(queue, new DefaultConsumer(channel));
        });
        owner.close();

        BROKER.channel().queueDeclare(queue, false, true, false, null);
    }

    @Test
    @Tag("amqp091.queue.redeclare")
    void redeclareHasToBeTheSame() throws Exception {
        Channel channel = BROKER.channel();
        String queue = BrokerExtension.name("same");
        channel.queueDeclare(queue, true, false, false, null);
        channel.queueDeclare(queue, true, false, false, Map.of("x-queue-type", "classic", "x-foo", 1));

        refused(
                406,
                "PRECONDITION_FAILED - inequivalent arg 'durable' for queue '" + queue
                        + "' in vhost '/': received 'false' but current is 'true'",
                () -> channel.queueDeclare(queue, false, false, false, null));
        refused(406, "inequivalent arg 'auto_delete' for queue '" + queue + "'", () -> BROKER.channel()
                .queueDeclare(queue, true, false, true, null));
        refused(405, "RESOURCE_LOCKED", () -> BROKER.channel().queueDeclare(queue, true, true, false, null));
    }

    @Test
    @Tag("amqp091.exchange.redeclare")
    void differentExchangeIsRefused() throws Exception {
        Channel channel = BROKER.channel();
        String exchange = exchange(channel, "direct");

        refused(
                406,
                "inequivalent arg 'type' for exchange '" + exchange
                        + "' in vhost '/': received 'fanout' but current is 'direct'",
                () -> channel.exchangeDeclare(exchange, "fanout", true));
    }

    @Test
    @Tag("amqp091.exchange.standard")
    void standardExchangesAreThereAndStay() throws Exception {
        Channel channel = BROKER.channel();
        for (String name : List.of("amq.direct", "amq.fanout", "amq.topic", "amq.headers", "amq.match")) {
            channel.exchangeDeclarePassive(name);
        }
        channel.exchangeDeclare("amq.topic", "topic", true);

        refused(403, "ACCESS_REFUSED", () -> channel.exchangeDelete("amq.topic"));
        refused(403, "ACCESS_REFUSED", () -> BROKER.channel().exchangeDeclare("amq.mine", "topic"));
        refused(403, "ACCESS_REFUSED", () -> BROKER.channel().queueDeclare("amq.mine", false, false, false, null));
        refused(403, "ACCESS_REFUSED", () -> BROKER.channel().queueBind("any", "", "key"));
    }

    @Test
    @Tag("amqp091.queue.name-prefix")
    void theClientSaysHowAServersNameBegins() throws Exception {
        Channel channel = BROKER.channel();
        Map<String, Object> prefix = Map.of("x-name-prefix", "replies.");
        String first = channel.queueDeclare("", false, true, true, prefix).getQueue();
        String second = channel.queueDeclare("", false, true, true, prefix).getQueue();
        assertTrue(first.matches("replies\\.[A-Za-z0-9_-]{22}"), first);
        assertNotEquals(first, second);
        channel.basicPublish("", first, null, new byte[1]);
        assertNotNull(channel.basicGet(first, true));

        refused(403, "reserved", () -> BROKER.channel()
                .queueDeclare("", false, true, true, Map.of("x-name-prefix", "amq.")));
        refused(406, "x-name-prefix", () -> BROKER.channel()
                .queueDeclare("", false, true, true, Map.of("x-name-prefix", "x".repeat(65))));
        refused(406, "x-name-prefix", () -> BROKER.channel().queueDeclare("named", false, true, true, prefix));
    }

    @Test
    @Tag("amqp091.queue.server-named")
    void serverNamesQueues() throws Exception {
        Channel channel = BROKER.channel();

        String first = channel.queueDeclare().getQueue();
        String second = channel.queueDeclare().getQueue();

        assertTrue(first.startsWith("amq.gen-"), first);
        assertTrue(!first.equals(second));
        channel.queueBind("", "amq.fanout", "");
        channel.queueDelete(second);
        channel.queueDeclare(first, false, true, true, null);
    }

    @Test
    @Tag("amqp091.queue.passive")
    void whatIsMissingIsNamed() throws Exception {
        refused(404, "no queue 'nope' in vhost '/'", () -> BROKER.channel().queueDeclarePassive("nope"));
        refused(404, "no queue 'nope' in vhost '/'", () -> BROKER.channel().basicGet("nope", true));
        refused(404, "no queue 'nope' in vhost '/'", () -> BROKER.channel().queuePurge("nope"));
        refused(404, "no exchange 'nope' in vhost '/'", () -> BROKER.channel().exchangeDeclarePassive("nope"));
        refused(404, "no queue 'nope' in vhost '/'", () -> BROKER.channel().queueBind("nope", "amq.fanout", ""));
        refused(404, "no exchange 'nope' in vhost '/'", () -> {
            Channel channel = BROKER.channel();
            channel.queueBind(queue(channel), "nope", "");
        });
        BROKER.channel().queueDelete("nope");
        BROKER.channel().exchangeDelete("nope");
        BROKER.channel().queueUnbind("nope", "amq.fanout", "");
    }

    @Test
    @Tag("amqp091.exchange.delete")
    @Tag("amqp091.queue.delete")
    void deleteKeepsWhatIsUsedOrFull() throws Exception {
        Channel channel = BROKER.channel();
        String queue = BrokerExtension.name("kept");
        channel.queueDeclare(queue, true, false, false, null);
        channel.queueBind(queue, exchange(channel, "fanout"), "");
        channel.confirmSelect();
        channel.basicPublish("", queue, null, new byte[1]);
        channel.waitForConfirmsOrDie(BrokerExtension.PATIENCE_MS);
        refused(406, "not empty", () -> BROKER.channel().queueDelete(queue, false, true));
        channel.basicConsume(queue, new DefaultConsumer(channel));
        refused(406, "in use", () -> BROKER.channel().queueDelete(queue, true, false));

        String bound = exchange(channel, "direct");
        channel.queueBind(queue, bound, "k");
        refused(406, "in use", () -> BROKER.channel().exchangeDelete(bound, true));
    }

    @Test
    @Tag("amqp091.queue.delete")
    @Tag("amqp091.queue.purge")
    void purgeAndDeleteSayHowManyMessagesWent() throws Exception {
        Channel channel = BROKER.channel();
        String queue = queue(channel);
        assertEquals(2, reaching(channel, queue, "", queue, queue));

        assertEquals(2, channel.queuePurge(queue).getMessageCount());
        assertEquals(1, reaching(channel, queue, "", queue));
        assertEquals(1, channel.queueDelete(queue).getMessageCount());
    }

    @Test
    @Tag("amqp091.queue.durable")
    void declarationsSurviveARestart() throws Exception {
        Channel channel = BROKER.channel();
        String exchange = exchange(channel, "topic");
        String queue = BrokerExtension.name("durable");
        channel.queueDeclare(queue, true, false, false, null);
        channel.queueBind(queue, exchange, "a.#");
        String transientQueue = BrokerExtension.name("transient");
        channel.queueDeclare(transientQueue, false, false, false, null);

        BROKER.restart();

        Channel after = BROKER.channel();
        assertEquals(1, reaching(after, queue, exchange, "a.b", "b"));
        refused(404, "no queue '" + transientQueue + "'", () -> BROKER.channel().queueDeclarePassive(transientQueue));
    }

    @Test
    void thousandsOfDeclaresWithoutWaitingAreQuick() throws Exception {
        Channel channel = BROKER.channel();
        String prefix = BrokerExtension.name("many");
        for (int i = 0; i < 3_000; i++) {
            channel.queueDeclareNoWait(prefix + "." + i, true, false, false, null);
            channel.queueBindNoWait(prefix + "." + i, "amq.topic", prefix + "." + i, null);
        }

        channel.queueDeclarePassive(prefix + ".2999");

        assertEquals(1, reaching(channel, prefix + ".1234", "amq.topic", prefix + ".1234"));
    }

    @Test
    @Tag("amqp091.queue.arguments")
    void argumentsThatAreNotHonouredAreRefused() throws Exception {
        Map<String, Object> arguments = Map.of("x-dead-letter-strategy", "at-least-once");
        refused(406, "invalid arg 'x-dead-letter-strategy' for queue 'ttl' in vhost '/'", () -> BROKER.channel()
                .queueDeclare("ttl", true, false, false, arguments));
        Map<String, Object> unknown = Map.of("x-queue-type", "quorum", "x-dead-letter-strategy", "perhaps");
        refused(406, "invalid arg 'x-dead-letter-strategy' for queue 'ttl' in vhost '/'", () -> BROKER.channel()
                .queueDeclare("ttl", true, false, false, unknown));
    }
}
