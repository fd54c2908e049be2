// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.interop.amqp091.compared;

import com.rabbitmq.client.AMQP;
import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import com.rabbitmq.client.GetResponse;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Queues: declaring, deleting, their arguments. */
final class QueueScenarios {

    static final List<Scenario> ALL = List.of(
            new Scenario("queue.declare", QueueScenarios::declare),
            new Scenario("queue.arguments", QueueScenarios::arguments),
            new Scenario("queue.last-declared", QueueScenarios::lastDeclared),
            new Scenario("queue.exclusive", QueueScenarios::exclusive),
            new Scenario("queue.delete", QueueScenarios::delete),
            new Scenario("queue.auto-delete", QueueScenarios::autoDelete),
            new Scenario("queue.ttl", QueueScenarios::ttl),
            new Scenario("queue.limits", QueueScenarios::limits),
            new Scenario("queue.priorities", QueueScenarios::priorities),
            new Scenario("queue.expires", QueueScenarios::expires),
            new Scenario("queue.quorum", QueueScenarios::quorum));

    private QueueScenarios() {}

    private static void declare(Lab lab) throws Exception {
        Channel channel = lab.channel();
        lab.noteCall("new", () -> channel.queueDeclare("d", true, false, false, Map.of("x-max-length", 5)));
        lab.note("server-named", channel.queueDeclare().getQueue());
        lab.noteCall("same, other integer type", () -> channel.queueDeclare(
                        "d", true, false, false, Map.of("x-max-length", 5L))
                .getQueue());
        lab.noteCall("unknown argument, classic type", () -> channel.queueDeclare(
                        "d", true, false, false, Map.of("x-max-length", 5, "x-foo", 1, "x-queue-type", "classic"))
                .getQueue());
        lab.attempt("argument missing", c -> c.queueDeclare("d", true, false, false, Map.of()));
        lab.attempt("argument changed", c -> c.queueDeclare("d", true, false, false, Map.of("x-max-length", 6)));
        lab.attempt(
                "argument added",
                c -> c.queueDeclare("d", true, false, false, Map.of("x-max-length", 5, "x-expires", 9)));
        lab.attempt("durable changed", c -> c.queueDeclare("d", false, false, false, Map.of("x-max-length", 5)));
        lab.attempt("auto-delete changed", c -> c.queueDeclare("d", true, false, true, Map.of("x-max-length", 5)));
        lab.attempt("exclusive changed", c -> c.queueDeclare("d", true, true, false, Map.of("x-max-length", 5)));
        lab.attempt("new amq. name", c -> c.queueDeclare("amq.mine", true, false, false, Map.of()));
        String generated = channel.queueDeclare().getQueue();
        lab.noteAct("generated name again", () -> channel.queueDeclare(generated, false, true, true, Map.of()));
        lab.attempt("passive, missing", c -> c.queueDeclarePassive("nowhere"));
        Channel counting = lab.channel();
        Lab.fill(counting, "d", "1", "2", "3");
        counting.basicGet("d", false);
        lab.note("passive counts ready ones", counting.queueDeclarePassive("d").getMessageCount());
    }

    private static void arguments(Lab lab) throws Exception {
        Map<String, Map<String, Object>> cases = new LinkedHashMap<>();
        cases.put("ttl negative", Map.of("x-message-ttl", -1));
        cases.put("ttl text", Map.of("x-message-ttl", "1000"));
        cases.put("ttl double", Map.of("x-message-ttl", 1.5));
        cases.put("ttl of a boolean", Map.of("x-message-ttl", true));
        cases.put("ttl zero", Map.of("x-message-ttl", 0));
        cases.put("ttl over ten years", Map.of("x-message-ttl", 315_360_000_001L));
        cases.put("expires zero", Map.of("x-expires", 0));
        cases.put("expires double", Map.of("x-expires", 1.5));
        cases.put("max-length negative", Map.of("x-max-length", -1));
        cases.put("max-length zero", Map.of("x-max-length", 0));
        cases.put("max-length-bytes negative", Map.of("x-max-length-bytes", -1));
        cases.put("priority 256", Map.of("x-max-priority", 256));
        cases.put("priority negative", Map.of("x-max-priority", -1));
        cases.put("priority 255", Map.of("x-max-priority", 255));
        cases.put("overflow unknown", Map.of("x-overflow", "explode"));
        cases.put("overflow of a wrong type", Map.of("x-overflow", 1));
        cases.put("key without exchange", Map.of("x-dead-letter-routing-key", "k"));
        cases.put("dead-letter exchange of a wrong type", Map.of("x-dead-letter-exchange", 1));
        cases.put("type unknown", Map.of("x-queue-type", "nonsense"));
        cases.put("type of a wrong type", Map.of("x-queue-type", 1));
        cases.put("single active, text", Map.of("x-single-active-consumer", "yes"));
        cases.put("mode unknown", Map.of("x-queue-mode", "nonsense"));
        int number = 0;
        for (Map.Entry<String, Map<String, Object>> one : cases.entrySet()) {
            String queue = "arguments-" + number++;
            lab.attempt(one.getKey(), c -> c.queueDeclare(queue, true, false, false, one.getValue()));
        }
    }

    private static void lastDeclared(Lab lab) throws Exception {
        Channel channel = lab.channel();
        lab.attempt("get without one", c -> c.basicGet("", true));
        lab.attempt("bind without one", c -> c.queueBind("", "amq.direct", "k"));
        lab.attempt("consume without one", c -> c.basicConsume("", (tag, m) -> {}, tag -> {}));
        channel.queueDeclare("last", false, true, false, Map.of());
        channel.queueBind("", "amq.direct", "");
        channel.confirmSelect();
        channel.basicPublish("amq.direct", "last", null, Lab.bytes("by its name"));
        channel.waitForConfirmsOrDie(20_000);
        lab.note("empty key with empty queue is the name", Lab.text(channel.basicGet("", true)));
        lab.noteCall("purge", () -> channel.queuePurge("").getMessageCount());
        lab.noteCall("delete", () -> channel.queueDelete("").getMessageCount());
        channel.queueDeclare("last2", false, true, false, Map.of());
        lab.noteCall("passive", () -> channel.queueDeclarePassive("").getQueue());
    }

    private static void exclusive(Lab lab) throws Exception {
        Connection owner = lab.connect();
        Channel own = owner.createChannel();
        String queue = "exclusive";
        own.queueDeclare(queue, false, true, false, Map.of());
        lab.attempt("declare", c -> c.queueDeclare(queue, false, true, false, Map.of()));
        lab.attempt("passive", c -> c.queueDeclarePassive(queue));
        lab.attempt("consume", c -> c.basicConsume(queue, (tag, m) -> {}, tag -> {}));
        lab.attempt("get", c -> c.basicGet(queue, true));
        lab.attempt("purge", c -> c.queuePurge(queue));
        lab.attempt("delete", c -> c.queueDelete(queue));
        lab.attempt("bind", c -> c.queueBind(queue, "amq.direct", "k"));
        lab.attempt("unbind", c -> c.queueUnbind(queue, "amq.direct", "k"));
        lab.attemptPublish("publish", "", queue, null);
        lab.note("published by another", Lab.text(own.basicGet(queue, true)));
        owner.close();
        lab.attempt("again, after its connection", c -> c.queueDeclare(queue, false, true, false, Map.of()));
    }

    private static void delete(Lab lab) throws Exception {
        Channel channel = lab.channel();
        lab.noteCall("missing", () -> channel.queueDelete("nowhere").getMessageCount());
        channel.queueDeclare("del", false, false, false, Map.of());
        Lab.fill(channel, "del", "1", "2");
        lab.attempt("if-empty, not empty", c -> c.queueDelete("del", false, true));
        channel.basicConsume("del", false, (tag, m) -> {}, tag -> {});
        lab.attempt("if-unused, used", c -> c.queueDelete("del", true, false));
        lab.noteCall(
                "purge with all handed out", () -> channel.queuePurge("del").getMessageCount());
        lab.noteCall("if-empty with all handed out", () -> channel.queueDelete("del", false, true)
                .getMessageCount());
        lab.noteAct("ack after the queue has gone", () -> {
            channel.basicAck(1, false);
            channel.queueDeclare();
        });
        channel.queueDeclare("del2", false, false, false, Map.of());
        boolean[] cancelled = new boolean[1];
        channel.basicConsume("del2", true, "tag", (tag, m) -> {}, tag -> cancelled[0] = true);
        lab.channel().queueDelete("del2");
        lab.note("consumer is told", Lab.within(5_000, () -> cancelled[0]));
        lab.noteAct("channel lives on", channel::queueDeclare);
    }

    private static void autoDelete(Lab lab) throws Exception {
        Channel channel = lab.channel();
        channel.queueDeclare("ad", false, false, true, Map.of());
        channel.basicGet("ad", true);
        lab.attempt("after a get", c -> c.queueDeclarePassive("ad"));
        String one = channel.basicConsume("ad", (tag, m) -> {}, tag -> {});
        String two = channel.basicConsume("ad", (tag, m) -> {}, tag -> {});
        channel.basicCancel(one);
        lab.attempt("one of two cancelled", c -> c.queueDeclarePassive("ad"));
        channel.basicCancel(two);
        lab.attempt("both cancelled", c -> c.queueDeclarePassive("ad"));
    }

    private static void ttl(Lab lab) throws Exception {
        Channel channel = lab.channel();
        channel.queueDeclare("ttl", false, false, false, Map.of("x-message-ttl", 30));
        Lab.fill(channel, "ttl", "m");
        lab.note("gone after its time", Lab.within(5_000, () -> channel.messageCount("ttl") == 0));
        channel.queueDeclare("ttl0", false, false, false, Map.of("x-message-ttl", 0));
        Lab.fill(channel, "ttl0", "m");
        lab.note("ttl 0 without consumer", Lab.text(channel.basicGet("ttl0", true)));
        for (String expiration : List.of("10s", "-1", "", "1.5", "315360000001", "0", "60000")) {
            lab.attemptPublish(
                    "expiration '" + expiration + "'",
                    "",
                    "ttl",
                    new AMQP.BasicProperties.Builder().expiration(expiration).build());
        }
        Channel other = lab.channel();
        other.queueDeclare("head", false, false, false, Map.of());
        other.confirmSelect();
        other.basicPublish(
                "",
                "head",
                new AMQP.BasicProperties.Builder().expiration("60000").build(),
                Lab.bytes("long"));
        other.basicPublish(
                "", "head", new AMQP.BasicProperties.Builder().expiration("20").build(), Lab.bytes("short"));
        other.waitForConfirmsOrDie(20_000);
        lab.note("short one behind a long one goes in time", Lab.within(400, () -> other.messageCount("head") == 1));
        lab.note("what is delivered", Lab.drain(other, "head"));
    }

    private static void limits(Lab lab) throws Exception {
        Channel channel = lab.channel();
        channel.queueDeclare("len", false, false, false, Map.of("x-max-length", 2));
        Lab.fill(channel, "len", "1", "2", "3");
        lab.note("drop-head", Lab.drain(channel, "len"));
        channel.queueDeclare("bytes", false, false, false, Map.of("x-max-length-bytes", 0));
        Lab.fill(channel, "bytes", "1");
        lab.note("no bytes at all", Lab.drain(channel, "bytes"));
        channel.queueDeclare("rej", false, false, false, Map.of("x-max-length", 1, "x-overflow", "reject-publish"));
        lab.attemptPublish("first", "", "rej", null);
        lab.attemptPublish("one too many", "", "rej", null);
        channel.queueDeclare("dead-of-rejd", false, false, false, Map.of());
        channel.queueDeclare(
                "rejd",
                false,
                false,
                false,
                Map.of(
                        "x-max-length",
                        1,
                        "x-overflow",
                        "reject-publish-dlx",
                        "x-dead-letter-exchange",
                        "",
                        "x-dead-letter-routing-key",
                        "dead-of-rejd"));
        lab.attemptPublish("first to dead-letter", "", "rejd", null);
        lab.attemptPublish("one too many to dead-letter", "", "rejd", null);
        GetResponse dead = Lab.await(channel, "dead-of-rejd");
        lab.note("dead letter", Lab.headers(dead.getProps().getHeaders()));
    }

    private static void priorities(Lab lab) throws Exception {
        Channel channel = lab.channel();
        channel.queueDeclare("prio", false, false, false, Map.of("x-max-priority", 5));
        channel.confirmSelect();
        for (Integer priority : new Integer[] {null, 0, 9, 3, 5, 3}) {
            channel.basicPublish(
                    "",
                    "prio",
                    new AMQP.BasicProperties.Builder().priority(priority).build(),
                    Lab.bytes("p" + priority));
        }
        channel.waitForConfirmsOrDie(20_000);
        lab.note("order", Lab.drain(channel, "prio"));
    }

    private static void expires(Lab lab) throws Exception {
        Channel channel = lab.channel();
        channel.queueDeclare("exp", false, false, false, Map.of("x-expires", 80));
        // To look is to use it: the queue is left alone for much longer than its time before each look.
        Lab.within(20_000, () -> {
            Lab.within(1_000, () -> false);
            return isGone(lab, "exp");
        });
        lab.attempt("unused queue has gone", c -> c.queueDeclarePassive("exp"));
        channel.queueDeclare("exp2", false, false, false, Map.of("x-expires", 300));
        channel.basicConsume("exp2", (tag, m) -> {}, tag -> {});
        Lab.within(1_000, () -> false);
        lab.attempt("consumed queue stays", c -> c.queueDeclarePassive("exp2"));
    }

    private static boolean isGone(Lab lab, String queue) throws Exception {
        try {
            lab.channel().queueDeclarePassive(queue);
            return false;
        } catch (IOException gone) {
            return true;
        }
    }

    private static void quorum(Lab lab) throws Exception {
        Map<String, Object> quorum = Map.of("x-queue-type", "quorum");
        lab.attempt("transient", c -> c.queueDeclare("quo", false, false, false, quorum));
        lab.attempt("exclusive", c -> c.queueDeclare("quo", true, true, false, quorum));
        lab.attempt("auto-delete", c -> c.queueDeclare("quo", true, false, true, quorum));
        lab.attempt("server-named", c -> c.queueDeclare("", true, false, false, quorum));
        lab.attempt(
                "max-priority",
                c -> c.queueDeclare("quo", true, false, false, Map.of("x-queue-type", "quorum", "x-max-priority", 5)));
        lab.attempt(
                "reject-publish-dlx",
                c -> c.queueDeclare(
                        "quo",
                        true,
                        false,
                        false,
                        Map.of("x-queue-type", "quorum", "x-overflow", "reject-publish-dlx")));
        lab.attempt(
                "delivery limit of a classic queue",
                c -> c.queueDeclare("clas", true, false, false, Map.of("x-delivery-limit", 5)));
        Channel channel = lab.channel();
        channel.queueDeclare("quo2", true, false, false, Map.of("x-queue-type", "quorum", "x-delivery-limit", 2));
        Lab.fill(channel, "quo2", "m");
        StringBuilder counts = new StringBuilder();
        for (int attempt = 0; attempt < 3; attempt++) {
            GetResponse[] got = new GetResponse[1];
            Lab.within(5_000, () -> (got[0] = channel.basicGet("quo2", false)) != null);
            counts.append(Lab.headers(got[0].getProps().getHeaders())).append(' ');
            channel.basicReject(got[0].getEnvelope().getDeliveryTag(), true);
        }
        lab.note("counts of rejections", counts);
        lab.note("gone beyond the limit", Lab.within(5_000, () -> channel.messageCount("quo2") == 0));
    }
}
