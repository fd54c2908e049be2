// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.interop.amqp091.compared;

import com.rabbitmq.client.AMQP;
import com.rabbitmq.client.Channel;
import com.rabbitmq.client.GetResponse;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;

/** Publishing, delivering, settling. */
final class BasicScenarios {

    static final List<Scenario> ALL = List.of(
            new Scenario("basic.get", BasicScenarios::get),
            new Scenario("basic.ack", BasicScenarios::acks),
            new Scenario("basic.requeue", BasicScenarios::requeue),
            new Scenario("basic.consume", BasicScenarios::consume),
            new Scenario("basic.exclusive", BasicScenarios::exclusive),
            new Scenario("basic.qos", BasicScenarios::qos),
            new Scenario("basic.publish", BasicScenarios::publish),
            new Scenario("basic.recover", BasicScenarios::recover));

    private BasicScenarios() {}

    private static List<Long> consumeInto(List<String> bodies, Channel channel, String queue, boolean autoAck)
            throws Exception {
        List<Long> tags = Collections.synchronizedList(new ArrayList<>());
        channel.basicConsume(
                queue,
                autoAck,
                (tag, message) -> {
                    bodies.add(new String(message.getBody(), StandardCharsets.UTF_8)
                            + (message.getEnvelope().isRedeliver() ? "*" : ""));
                    tags.add(message.getEnvelope().getDeliveryTag());
                },
                tag -> {});
        return tags;
    }

    private static List<String> bodies() {
        return Collections.synchronizedList(new ArrayList<>());
    }

    private static void get(Lab lab) throws Exception {
        Channel channel = lab.channel();
        channel.queueDeclare("get", false, false, false, Map.of());
        lab.note("empty", Lab.text(channel.basicGet("get", true)));
        lab.attempt("missing queue", c -> c.basicGet("nowhere", true));
        Lab.fill(channel, "get", "1", "2", "3");
        GetResponse first = channel.basicGet("get", false);
        lab.note("left", first.getMessageCount());
        lab.note("tag", first.getEnvelope().getDeliveryTag());
        lab.note(
                "exchange and key",
                first.getEnvelope().getExchange() + "/" + first.getEnvelope().getRoutingKey());
        lab.note(
                "tag of one that is acknowledged as it goes",
                channel.basicGet("get", true).getEnvelope().getDeliveryTag());
        lab.noteAct("ack of it", () -> {
            channel.basicAck(2, false);
            channel.queueDeclarePassive("get");
        });
    }

    private static void acks(Lab lab) throws Exception {
        Channel filling = lab.channel();
        filling.queueDeclare("ack", false, false, false, Map.of());
        Lab.fill(filling, "ack", "1", "2", "3", "4");
        lab.attempt("tag 0, multiple, nothing out", c -> {
            c.basicAck(0, true);
            c.queueDeclare();
        });
        lab.attempt("tag 0, single", c -> {
            c.basicAck(0, false);
            c.queueDeclare();
        });
        lab.attempt("unknown tag", c -> {
            c.basicAck(7, false);
            c.queueDeclare();
        });
        lab.attempt("unknown tag, multiple", c -> {
            c.basicAck(7, true);
            c.queueDeclare();
        });
        lab.attempt("unknown tag, nack", c -> {
            c.basicNack(7, false, true);
            c.queueDeclare();
        });
        lab.attempt("unknown tag, reject", c -> {
            c.basicReject(7, true);
            c.queueDeclare();
        });
        lab.attempt("acknowledged twice", c -> {
            long tag = c.basicGet("ack", false).getEnvelope().getDeliveryTag();
            c.basicAck(tag, false);
            c.basicAck(tag, false);
            c.queueDeclare();
        });
        lab.attempt("multiple to a tag that is done", c -> {
            c.basicGet("ack", false);
            long tag = c.basicGet("ack", false).getEnvelope().getDeliveryTag();
            c.basicAck(tag, false);
            c.basicAck(tag, true);
            c.queueDeclare();
        });
    }

    private static void requeue(Lab lab) throws Exception {
        Channel channel = lab.channel();
        channel.queueDeclare("req", false, false, false, Map.of());
        Lab.fill(channel, "req", "0", "1", "2", "3", "4");
        for (int i = 0; i < 3; i++) {
            channel.basicGet("req", false);
        }
        channel.basicNack(2, false, true);
        channel.basicReject(1, true);
        channel.basicNack(3, false, true);
        Lab.within(5_000, () -> channel.messageCount("req") == 5);
        lab.note("to their places", Lab.drain(channel, "req"));
        Lab.fill(channel, "req", "0", "1", "2", "3", "4");
        Channel closing = lab.channel();
        closing.basicGet("req", false);
        closing.basicGet("req", false);
        closing.close();
        Lab.within(5_000, () -> channel.messageCount("req") == 5);
        lab.note("of a closed channel", Lab.drain(channel, "req"));
        Lab.fill(channel, "req", "0", "1", "2", "3", "4");
        Channel multiple = lab.channel();
        for (int i = 0; i < 4; i++) {
            multiple.basicGet("req", false);
        }
        multiple.basicNack(3, true, true);
        Lab.within(5_000, () -> channel.messageCount("req") == 4);
        lab.note("several at once", Lab.drain(channel, "req"));
    }

    private static void consume(Lab lab) throws Exception {
        Channel channel = lab.channel();
        channel.queueDeclare("con", false, false, false, Map.of());
        lab.attempt("missing queue", c -> c.basicConsume("nowhere", (tag, m) -> {}, tag -> {}));
        lab.attempt("tag twice", c -> {
            c.basicConsume("con", true, "twice", (tag, m) -> {}, tag -> {});
            c.basicConsume("con", true, "twice", (tag, m) -> {}, tag -> {});
        });
        lab.noteCall("generated tag", () -> channel.basicConsume("con", true, (tag, m) -> {}, tag -> {}));
        lab.attempt(
                "priority of a wrong type",
                c -> c.basicConsume("con", true, Map.of("x-priority", "high"), (tag, m) -> {}, tag -> {}));
        lab.attempt(
                "unknown argument", c -> c.basicConsume("con", true, Map.of("x-foo", 1), (tag, m) -> {}, tag -> {}));
        channel.queueDeclare("con2", false, false, false, Map.of());
        Lab.fill(channel, "con2", "1", "2", "3");
        List<String> got = bodies();
        List<Long> tags = consumeInto(got, channel, "con2", true);
        Lab.within(5_000, () -> got.size() == 3);
        lab.note("in order", got);
        lab.note("tags", tags);
        lab.note("consumers", channel.queueDeclarePassive("con2").getConsumerCount());
    }

    private static void exclusive(Lab lab) throws Exception {
        Channel channel = lab.channel();
        channel.queueDeclare("excl", false, false, false, Map.of());
        channel.basicConsume("excl", true, "one", false, true, Map.of(), (tag, m) -> {}, tag -> {});
        lab.attempt("second beside an exclusive one", c -> c.basicConsume("excl", (tag, m) -> {}, tag -> {}));
        lab.attempt("get beside it", c -> c.basicGet("excl", true));
        channel.queueDeclare("excl2", false, false, false, Map.of());
        channel.basicConsume("excl2", (tag, m) -> {}, tag -> {});
        lab.attempt(
                "exclusive beside another",
                c -> c.basicConsume("excl2", true, "two", false, true, Map.of(), (tag, m) -> {}, tag -> {}));
        channel.queueDeclare("sac", false, false, false, Map.of("x-single-active-consumer", true));
        lab.attempt(
                "exclusive on a single active queue",
                c -> c.basicConsume("sac", true, "three", false, true, Map.of(), (tag, m) -> {}, tag -> {}));
        Lab.fill(channel, "sac", "m");
        lab.attempt("get on a single active queue", c -> c.basicGet("sac", true));
        List<String> first = bodies();
        List<String> second = bodies();
        Channel one = lab.channel();
        Channel two = lab.channel();
        consumeInto(first, one, "sac", true);
        consumeInto(second, two, "sac", true);
        Lab.fill(channel, "sac", "1", "2");
        Lab.within(5_000, () -> first.size() == 2);
        lab.note("the first gets all", first + " " + second);
        one.close();
        Lab.fill(channel, "sac", "3");
        Lab.within(5_000, () -> second.size() == 1);
        lab.note("then the second", second);
    }

    private static void qos(Lab lab) throws Exception {
        Channel channel = lab.channel();
        channel.queueDeclare("qos", false, false, false, Map.of());
        Lab.fill(channel, "qos", "1", "2", "3", "4", "5", "6");
        channel.basicQos(2);
        List<String> first = bodies();
        List<String> second = bodies();
        consumeInto(first, channel, "qos", false);
        consumeInto(second, channel, "qos", false);
        Lab.within(5_000, () -> first.size() + second.size() == 4);
        Lab.within(200, () -> false);
        lab.note("two consumers with 2 each", first.size() + " " + second.size());
        lab.note("get beyond the limit", Lab.text(channel.basicGet("qos", false)));
        channel.close();
        Channel global = lab.channel();
        global.basicQos(3, true);
        List<String> all = bodies();
        consumeInto(all, global, "qos", false);
        consumeInto(all, global, "qos", false);
        Lab.within(5_000, () -> all.size() == 3);
        Lab.within(200, () -> false);
        lab.note("3 for the channel", all.size());
        lab.attempt("prefetch size", c -> c.basicQos(1, 1, false));
    }

    private static void publish(Lab lab) throws Exception {
        Channel channel = lab.channel();
        List<String> events = bodies();
        channel.addReturnListener(
                message -> events.add("return " + message.getReplyCode() + " " + message.getReplyText()));
        channel.addConfirmListener((tag, multiple) -> events.add("ack " + tag), (tag, multiple) -> events.add("nack"));
        channel.confirmSelect();
        channel.basicPublish("", "nowhere", true, null, Lab.bytes("m"));
        channel.waitForConfirmsOrDie(20_000);
        Lab.within(5_000, () -> events.size() == 2);
        lab.note("mandatory to nowhere", events);
        lab.attemptPublish("not mandatory to nowhere", "", "nowhere", null);
        lab.attempt("immediate", c -> {
            c.basicPublish("", "nowhere", false, true, null, Lab.bytes("m"));
            c.queueDeclare();
        });
        lab.attemptPublish(
                "own user id",
                "",
                "nowhere",
                new AMQP.BasicProperties.Builder().userId("guest").build());
        lab.attemptPublish(
                "user id of another",
                "",
                "nowhere",
                new AMQP.BasicProperties.Builder().userId("ann").build());
        channel.queueDeclare("pub", false, false, false, Map.of());
        channel.basicPublish("", "pub", null, new byte[0]);
        channel.waitForConfirmsOrDie(20_000);
        lab.note("empty body", channel.basicGet("pub", true).getBody().length);
    }

    private static void recover(Lab lab) throws Exception {
        Channel channel = lab.channel();
        channel.queueDeclare("rec", false, false, false, Map.of());
        Lab.fill(channel, "rec", "1", "2");
        channel.basicGet("rec", false);
        channel.basicGet("rec", false);
        lab.noteAct("recover", () -> channel.basicRecover(true));
        Lab.within(5_000, () -> channel.messageCount("rec") == 2);
        lab.note("again", Lab.drain(channel, "rec"));
        lab.attempt("recover without requeue", c -> c.basicRecover(false));
        lab.attempt(
                "cancel of an unknown tag",
                c -> c.rpc(new AMQP.Basic.Cancel.Builder().consumerTag("nobody").build()));
    }
}
