// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.interop.amqp091.compared;

import com.rabbitmq.client.AMQP;
import com.rabbitmq.client.Channel;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Exchanges, bindings and routing. */
final class ExchangeScenarios {

    static final List<Scenario> ALL = List.of(
            new Scenario("exchange.declare", ExchangeScenarios::declare),
            new Scenario("exchange.reserved", ExchangeScenarios::reserved),
            new Scenario("exchange.delete", ExchangeScenarios::delete),
            new Scenario("exchange.bind", ExchangeScenarios::bind),
            new Scenario("exchange.topic", ExchangeScenarios::topic),
            new Scenario("exchange.headers", ExchangeScenarios::headers),
            new Scenario("exchange.alternate", ExchangeScenarios::alternate),
            new Scenario("exchange.copies", ExchangeScenarios::copies));

    private ExchangeScenarios() {}

    private static void declare(Lab lab) throws Exception {
        lab.attempt("new", c -> c.exchangeDeclare("e", "direct", true, false, Map.of("x-unknown", 1)));
        lab.attempt("same again", c -> c.exchangeDeclare("e", "direct", true, false, Map.of()));
        lab.attempt("other type", c -> c.exchangeDeclare("e", "fanout", true));
        lab.attempt("other durability", c -> c.exchangeDeclare("e", "direct", false));
        lab.attempt("other auto-delete", c -> c.exchangeDeclare("e", "direct", true, true, Map.of()));
        lab.attempt("other internal", c -> c.exchangeDeclare("e", "direct", true, false, true, Map.of()));
        lab.attempt(
                "other alternate",
                c -> c.exchangeDeclare("e", "direct", true, false, Map.of("alternate-exchange", "x")));
        lab.attempt(
                "alternate of a wrong type",
                c -> c.exchangeDeclare("e2", "direct", true, false, Map.of("alternate-exchange", 1)));
        lab.attempt("passive", c -> c.exchangeDeclarePassive("e"));
        lab.attempt("passive, missing", c -> c.exchangeDeclarePassive("nowhere"));
        lab.attempt("unknown type", c -> c.exchangeDeclare("e3", "x-nonsense"));
    }

    private static void reserved(Lab lab) throws Exception {
        lab.attempt("new amq. name", c -> c.exchangeDeclare("amq.mine", "direct"));
        lab.attempt("amq.topic again", c -> c.exchangeDeclare("amq.topic", "topic", true));
        lab.attempt("amq.topic with another type", c -> c.exchangeDeclare("amq.topic", "direct", true));
        lab.attempt("delete amq.topic", c -> c.exchangeDelete("amq.topic"));
        lab.attempt("declare default", c -> c.exchangeDeclare("", "direct", true));
        lab.attempt("passive default", c -> c.exchangeDeclarePassive(""));
        lab.attempt("delete default", c -> c.exchangeDelete(""));
        lab.attempt("bind to default", c -> c.queueBind(c.queueDeclare().getQueue(), "", "k"));
        lab.attempt("unbind from default", c -> c.queueUnbind(c.queueDeclare().getQueue(), "", "k"));
        lab.attempt("bind default to an exchange", c -> c.exchangeBind("amq.fanout", "", "k"));
        for (String name : List.of("amq.direct", "amq.fanout", "amq.topic", "amq.headers", "amq.match")) {
            lab.attempt("passive " + name, c -> c.exchangeDeclarePassive(name));
        }
    }

    private static void delete(Lab lab) throws Exception {
        Channel channel = lab.channel();
        channel.exchangeDeclare("used", "fanout");
        channel.queueBind(channel.queueDeclare().getQueue(), "used", "");
        lab.attempt("if-unused, used", c -> c.exchangeDelete("used", true));
        lab.attempt("used", c -> c.exchangeDelete("used"));
        lab.attempt("missing", c -> c.exchangeDelete("used"));
        channel.exchangeDeclare("auto", "fanout", false, true, Map.of());
        String queue = channel.queueDeclare().getQueue();
        channel.queueBind(queue, "auto", "");
        channel.queueUnbind(queue, "auto", "");
        lab.attempt("auto-delete after its last binding", c -> c.exchangeDeclarePassive("auto"));
        channel.exchangeDeclare("auto2", "fanout", false, true, Map.of());
        lab.attempt("auto-delete that never had one", c -> c.exchangeDeclarePassive("auto2"));
        channel.exchangeDeclare("inner", "fanout", false, false, true, Map.of());
        lab.attemptPublish("publish to internal", "inner", "", null);
        lab.attemptPublish("publish to missing", "nowhere", "", null);
    }

    private static void bind(Lab lab) throws Exception {
        Channel channel = lab.channel();
        channel.exchangeDeclare("a", "direct");
        channel.exchangeDeclare("b", "fanout", false, false, true, Map.of());
        String queue = channel.queueDeclare().getQueue();
        lab.attempt("missing exchange", c -> c.queueBind(queue, "nowhere", "k"));
        lab.attempt("missing queue", c -> c.queueBind("nowhere", "a", "k"));
        lab.attempt("missing destination", c -> c.exchangeBind("nowhere", "a", "k"));
        lab.attempt("unbind what is not bound", c -> c.exchangeUnbind("b", "a", "other"));
        lab.attempt("unbind missing exchange", c -> c.exchangeUnbind("b", "nowhere", "k"));
        channel.exchangeBind("b", "a", "k");
        channel.exchangeBind("b", "a", "k");
        channel.exchangeBind("a", "b", "k");
        channel.queueBind(queue, "b", "");
        channel.queueBind(queue, "a", "k");
        channel.confirmSelect();
        channel.basicPublish("a", "k", null, Lab.bytes("m"));
        channel.waitForConfirmsOrDie(20_000);
        lab.note("circle of exchanges, two ways to a queue", Lab.drain(channel, queue));
        channel.exchangeUnbind("b", "a", "k");
        channel.queueUnbind(queue, "a", "k");
        channel.basicPublish("a", "k", null, Lab.bytes("m"));
        channel.waitForConfirmsOrDie(20_000);
        lab.note("after unbinding", Lab.drain(channel, queue));
    }

    private static void topic(Lab lab) throws Exception {
        Channel channel = lab.channel();
        channel.exchangeDeclare("t", "topic");
        String[][] cases = {
            {"#", ""},
            {"*", ""},
            {"", ""},
            {"a.*.b", "a..b"},
            {"a.#", "a"},
            {"*.", "a."},
            {"a*", "ab"},
            {"#.b", "b"},
            {"#.b.#", "a.b.c"},
            {"a.b", "a.b"},
            {"a.b", "A.b"},
            {"*.*", "a"},
            {"*.*", "a.b"},
            {"#.*", "a"},
            {"#.#", ""},
            {"a.#.b", "a.b"},
            {"a.#.b", "a.x.y.b"},
            {"a.*.#", "a"}
        };
        channel.confirmSelect();
        for (String[] one : cases) {
            String queue = channel.queueDeclare().getQueue();
            channel.queueBind(queue, "t", one[0]);
            channel.basicPublish("t", one[1], null, Lab.bytes("m"));
            channel.waitForConfirmsOrDie(20_000);
            lab.note("'" + one[0] + "' for '" + one[1] + "'", channel.basicGet(queue, true) != null);
            channel.queueDelete(queue);
        }
    }

    private static void headers(Lab lab) throws Exception {
        Channel channel = lab.channel();
        channel.exchangeDeclare("h", "headers");
        Map<String, Object> sent = new HashMap<>();
        sent.put("one", 1);
        sent.put("text", "a");
        sent.put("yes", true);
        sent.put("x-mine", "b");
        sent.put("list", List.of(1, "a"));
        List<Map<String, Object>> bindings = List.of(
                Map.of("x-match", "all"),
                Map.of("x-match", "any"),
                Map.of(),
                Map.of("x-match", "all", "one", 1, "text", "a"),
                Map.of("one", 1L),
                Map.of("one", "1"),
                Map.of("one", 1.0),
                Map.of("yes", 1),
                Map.of("x-match", "any", "one", 2, "text", "a"),
                Map.of("x-match", "all", "one", 2, "text", "a"),
                Map.of("list", Arrays.asList(1, "a")),
                Map.of("x-match", "all", "x-mine", "c", "one", 1),
                Map.of("x-match", "all-with-x", "x-mine", "c", "one", 1),
                Map.of("x-match", "any", "x-mine", "b"),
                Map.of("x-match", "any-with-x", "x-mine", "b"));
        channel.confirmSelect();
        for (Map<String, Object> binding : bindings) {
            String queue = channel.queueDeclare().getQueue();
            channel.queueBind(queue, "h", "", binding);
            channel.basicPublish(
                    "h", "", new AMQP.BasicProperties.Builder().headers(sent).build(), Lab.bytes("m"));
            channel.waitForConfirmsOrDie(20_000);
            lab.note(Lab.headers(binding), channel.basicGet(queue, true) != null);
            channel.queueDelete(queue);
        }
        Map<String, Object> present = new HashMap<>();
        present.put("one", null);
        String queue = channel.queueDeclare().getQueue();
        channel.queueBind(queue, "h", "", present);
        channel.basicPublish(
                "h", "", new AMQP.BasicProperties.Builder().headers(sent).build(), Lab.bytes("m"));
        channel.waitForConfirmsOrDie(20_000);
        lab.note("void asks for presence", channel.basicGet(queue, true) != null);
        lab.attempt("bad x-match", c -> c.queueBind(c.queueDeclare().getQueue(), "h", "", Map.of("x-match", "some")));
        lab.attempt(
                "x-match of a wrong type",
                c -> c.queueBind(c.queueDeclare().getQueue(), "h", "", Map.of("x-match", 1)));
    }

    private static void alternate(Lab lab) throws Exception {
        Channel channel = lab.channel();
        channel.exchangeDeclare("second", "fanout", false, false, Map.of("alternate-exchange", "first"));
        channel.exchangeDeclare("first", "direct", false, false, Map.of("alternate-exchange", "second"));
        lab.attemptPublish("circle of alternates", "first", "nowhere", null);
        String queue = channel.queueDeclare().getQueue();
        channel.queueBind(queue, "second", "");
        boolean[] returned = new boolean[1];
        channel.addReturnListener(message -> returned[0] = true);
        channel.confirmSelect();
        channel.basicPublish("first", "nowhere", true, null, Lab.bytes("m"));
        channel.waitForConfirmsOrDie(20_000);
        lab.note("reached", Lab.text(channel.basicGet(queue, true)));
        lab.note("returned", returned[0]);
        channel.exchangeDeclare("third", "direct", false, false, Map.of("alternate-exchange", "missing"));
        lab.attemptPublish("missing alternate", "third", "nowhere", null);
    }

    private static void copies(Lab lab) throws Exception {
        Channel channel = lab.channel();
        String queue = channel.queueDeclare().getQueue();
        String other = channel.queueDeclare().getQueue();
        channel.queueBind(queue, "amq.direct", "copies.1");
        channel.queueBind(queue, "amq.direct", "copies.2");
        channel.queueBind(other, "amq.direct", "copies.3");
        Map<String, Object> headers = new HashMap<>();
        headers.put("CC", List.of("copies.2"));
        headers.put("BCC", List.of("copies.3"));
        channel.confirmSelect();
        channel.basicPublish(
                "amq.direct",
                "copies.1",
                new AMQP.BasicProperties.Builder().headers(headers).build(),
                Lab.bytes("m"));
        channel.waitForConfirmsOrDie(20_000);
        lab.note("one copy of two keys", Lab.drain(channel, queue));
        lab.note(
                "headers at BCC",
                Lab.headers(channel.basicGet(other, true).getProps().getHeaders()));
        lab.attemptPublish(
                "CC as a text",
                "amq.direct",
                "k",
                new AMQP.BasicProperties.Builder().headers(Map.of("CC", "k")).build());
        lab.attemptPublish(
                "CC with a number",
                "amq.direct",
                "k",
                new AMQP.BasicProperties.Builder()
                        .headers(Map.of("CC", List.of(1)))
                        .build());
    }
}
