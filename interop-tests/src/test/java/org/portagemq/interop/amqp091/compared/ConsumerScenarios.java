// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.interop.amqp091.compared;

import com.rabbitmq.client.Channel;
import com.rabbitmq.client.DefaultConsumer;
import com.rabbitmq.client.Delivery;
import com.rabbitmq.client.GetResponse;
import com.rabbitmq.client.MessageProperties;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;

/** Scripts about who of several consumers gets what, and about streams. */
final class ConsumerScenarios {

    static final List<Scenario> ALL = List.of(
            new Scenario("consumers.priority", ConsumerScenarios::priority),
            new Scenario("consumers.single-active", ConsumerScenarios::singleActive),
            new Scenario("consumers.cancel", ConsumerScenarios::cancel),
            new Scenario("consumers.tx", ConsumerScenarios::transaction),
            new Scenario("consumers.stream", ConsumerScenarios::stream),
            new Scenario("consumers.stream-refusals", ConsumerScenarios::streamRefusals));

    private static final Map<String, Object> STREAM = Map.of("x-queue-type", "stream");

    private ConsumerScenarios() {}

    private static List<Delivery> consume(
            Channel channel, String queue, boolean autoAck, int prefetch, Map<String, Object> arguments)
            throws Exception {
        List<Delivery> got = Collections.synchronizedList(new ArrayList<>());
        channel.basicQos(prefetch);
        channel.basicConsume(queue, autoAck, arguments, (tag, message) -> got.add(message), tag -> {});
        return got;
    }

    /** The bodies, once there are so many. */
    private static String bodies(List<Delivery> got, int count) throws Exception {
        Lab.within(5_000, () -> got.size() >= count);
        List<String> bodies = new ArrayList<>();
        for (Delivery one : List.copyOf(got)) {
            bodies.add(new String(one.getBody(), StandardCharsets.UTF_8)
                    + (one.getEnvelope().isRedeliver() ? "*" : ""));
        }
        return String.join(" ", bodies);
    }

    private static void priority(Lab lab) throws Exception {
        Channel channel = lab.channel();
        channel.queueDeclare("prioritized", false, false, false, Map.of());
        List<Delivery> low = consume(lab.channel(), "prioritized", false, 10, Map.of("x-priority", -1));
        List<Delivery> high = consume(lab.channel(), "prioritized", false, 2, Map.of("x-priority", 5));
        Lab.fill(channel, "prioritized", "1", "2", "3", "4");
        lab.note("the higher one as far as it takes them", bodies(high, 2));
        lab.note("the lower one gets the rest", bodies(low, 2));
    }

    private static void singleActive(Lab lab) throws Exception {
        Channel channel = lab.channel();
        channel.queueDeclare("single", false, false, false, Map.of("x-single-active-consumer", true));
        Channel first = lab.channel();
        List<Delivery> active = consume(first, "single", false, 10, Map.of());
        List<Delivery> waiting = consume(lab.channel(), "single", false, 10, Map.of());
        Lab.fill(channel, "single", "1", "2");
        lab.note("the first has all", bodies(active, 2) + "/" + bodies(waiting, 0));
        lab.attempt(
                "exclusively", c -> c.basicConsume("single", false, "", false, true, Map.of(), new DefaultConsumer(c)));
        first.close();
        lab.note("the next takes over", bodies(waiting, 2));
        lab.note("consumers", channel.consumerCount("single"));
    }

    private static void cancel(Lab lab) throws Exception {
        Channel channel = lab.channel();
        channel.queueDeclare("cancelled", false, false, false, Map.of());
        Lab.fill(channel, "cancelled", "1", "2");
        Channel consuming = lab.channel();
        List<Delivery> got = Collections.synchronizedList(new ArrayList<>());
        consuming.basicQos(1);
        String tag = consuming.basicConsume("cancelled", false, (t, message) -> got.add(message), t -> {});
        lab.note("one is out", bodies(got, 1));
        consuming.basicCancel(tag);
        lab.noteAct("acknowledged after the cancel", () -> {
            consuming.basicAck(got.get(0).getEnvelope().getDeliveryTag(), false);
            consuming.queueDeclarePassive("cancelled");
        });
        lab.note("what is left", Lab.drain(channel, "cancelled"));
        lab.noteAct(
                "the same tag once more",
                () -> consuming.basicConsume("cancelled", false, tag, (t, message) -> {}, t -> {}));
    }

    private static void transaction(Lab lab) throws Exception {
        Channel channel = lab.channel();
        channel.queueDeclare("transacted", false, false, false, Map.of());
        Lab.fill(channel, "transacted", "1", "2", "3");
        Channel consuming = lab.channel();
        consuming.txSelect();
        List<Delivery> got = consume(consuming, "transacted", false, 1, Map.of());
        bodies(got, 1);
        consuming.basicAck(got.get(0).getEnvelope().getDeliveryTag(), false);
        lab.note("an acknowledgement frees nothing before its commit", Lab.within(300, () -> got.size() > 1));
        consuming.txCommit();
        lab.note("and then it does", bodies(got, 2));
        consuming.basicReject(got.get(1).getEnvelope().getDeliveryTag(), true);
        consuming.txRollback();
        consuming.close();
        lab.note(
                "what was given back and rolled back",
                Lab.within(5_000, () -> channel.messageCount("transacted") == 2)
                        ? Lab.drain(channel, "transacted")
                        : "missing");
    }

    private static void stream(Lab lab) throws Exception {
        Channel channel = lab.channel();
        channel.queueDeclare("log", true, false, false, STREAM);
        channel.confirmSelect();
        for (int i = 0; i < 5; i++) {
            channel.basicPublish("", "log", MessageProperties.PERSISTENT_BASIC, Lab.bytes("m" + i));
            channel.waitForConfirmsOrDie(10_000);
        }
        List<Delivery> all = consume(lab.channel(), "log", false, 10, Map.of("x-stream-offset", "first"));
        lab.note("from the first", bodies(all, 5));
        lab.note("headers", Lab.headers(all.get(3).getProperties().getHeaders()));
        lab.note("from an offset", bodies(consume(lab.channel(), "log", false, 10, Map.of("x-stream-offset", 3)), 2));
        lab.note("an hour ago", bodies(consume(lab.channel(), "log", false, 10, Map.of("x-stream-offset", "1h")), 5));
        List<Delivery> next = consume(lab.channel(), "log", false, 10, Map.of("x-stream-offset", "next"));
        List<Delivery> usual = consume(lab.channel(), "log", false, 10, Map.of());
        channel.basicPublish("", "log", MessageProperties.PERSISTENT_BASIC, Lab.bytes("m5"));
        channel.waitForConfirmsOrDie(10_000);
        lab.note("the next one", bodies(next, 1));
        lab.note("without an offset", bodies(usual, 1));
        lab.note("a second time, because nothing is taken", bodies(all, 6));
    }

    private static void streamRefusals(Lab lab) throws Exception {
        Channel channel = lab.channel();
        channel.queueDeclare("log2", true, false, false, STREAM);
        lab.attempt("get", c -> {
            GetResponse got = c.basicGet("log2", true);
            throw new IllegalStateException("got " + got);
        });
        lab.attempt("purge", c -> c.queuePurge("log2"));
        lab.attempt("without a prefetch count", c -> c.basicConsume("log2", false, (t, m) -> {}, t -> {}));
        lab.attempt("without acknowledgements", c -> {
            c.basicQos(1);
            c.basicConsume("log2", true, (t, m) -> {}, t -> {});
        });
        lab.attempt("an offset that is none", c -> consume(c, "log2", false, 1, Map.of("x-stream-offset", "nowhere")));
        lab.attempt("transient", c -> c.queueDeclare("log3", false, false, false, STREAM));
        lab.attempt("exclusive", c -> c.queueDeclare("log3", true, true, false, STREAM));
        lab.attempt("server-named", c -> c.queueDeclare("", true, false, false, STREAM));
        for (String argument : List.of("x-message-ttl", "x-max-length", "x-expires", "x-max-priority")) {
            lab.attempt(
                    argument,
                    c -> c.queueDeclare("log3", true, false, false, Map.of("x-queue-type", "stream", argument, 10)));
        }
        lab.attempt(
                "an age that is none",
                c -> c.queueDeclare("log3", true, false, false, Map.of("x-queue-type", "stream", "x-max-age", "10")));
    }
}
