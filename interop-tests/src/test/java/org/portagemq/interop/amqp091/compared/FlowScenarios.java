// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.interop.amqp091.compared;

import com.rabbitmq.client.AMQP;
import com.rabbitmq.client.Channel;
import com.rabbitmq.client.GetResponse;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;

/** Confirms, transactions, dead letters, direct replies, and what belongs to channels and connections. */
final class FlowScenarios {

    static final List<Scenario> ALL = List.of(
            new Scenario("channel.methods", FlowScenarios::channels),
            new Scenario("confirm.select", FlowScenarios::confirms),
            new Scenario("tx", FlowScenarios::transactions),
            new Scenario("dead-letters", FlowScenarios::deadLetters),
            new Scenario("direct-reply-to", FlowScenarios::directReplies));

    private FlowScenarios() {}

    private static void channels(Lab lab) throws Exception {
        lab.attempt(
                "flow on",
                c -> c.rpc(new AMQP.Channel.Flow.Builder().active(true).build()));
        lab.attempt(
                "flow off",
                c -> c.rpc(new AMQP.Channel.Flow.Builder().active(false).build()));
        lab.attempt(
                "access request",
                c -> c.rpc(new AMQP.Access.Request.Builder().realm("/data").build()));
        Channel channel = lab.channel();
        lab.noteAct("passive declare of nothing", () -> channel.queueDeclarePassive("nowhere"));
        Channel next = channel.getConnection().createChannel();
        lab.note("the number is free again", next.getChannelNumber() == channel.getChannelNumber());
        lab.noteAct("another channel of the connection lives", next::queueDeclare);
    }

    private static void confirms(Lab lab) throws Exception {
        Channel channel = lab.channel();
        channel.confirmSelect();
        channel.confirmSelect();
        channel.queueDeclare("cnf", false, false, false, Map.of());
        List<Long> acked = Collections.synchronizedList(new ArrayList<>());
        channel.addConfirmListener((tag, multiple) -> acked.add(tag), (tag, multiple) -> {});
        for (int i = 0; i < 10; i++) {
            channel.basicPublish("", i % 2 == 0 ? "cnf" : "nowhere", null, Lab.bytes("m"));
        }
        channel.waitForConfirmsOrDie(20_000);
        lab.note("highest number", Lab.within(5_000, () -> acked.contains(10L) || Collections.max(acked) == 10L));
        lab.note("next number", channel.getNextPublishSeqNo());
        lab.attempt("tx on a confirming channel", c -> {
            c.confirmSelect();
            c.txSelect();
        });
        lab.attempt("confirm on a channel with tx", c -> {
            c.txSelect();
            c.confirmSelect();
        });
    }

    private static void transactions(Lab lab) throws Exception {
        lab.attempt("commit without select", Channel::txCommit);
        lab.attempt("rollback without select", Channel::txRollback);
        Channel channel = lab.channel();
        channel.queueDeclare("tx", false, false, false, Map.of());
        Lab.fill(lab.channel(), "tx", "1");
        channel.txSelect();
        List<String> returned = Collections.synchronizedList(new ArrayList<>());
        channel.addReturnListener(message -> returned.add(message.getReplyText()));
        GetResponse got = channel.basicGet("tx", false);
        channel.basicAck(got.getEnvelope().getDeliveryTag(), false);
        channel.basicPublish("", "tx", null, Lab.bytes("2"));
        channel.basicPublish("", "nowhere", true, null, Lab.bytes("lost"));
        channel.txRollback();
        lab.note("after the rollback", channel.messageCount("tx") + " " + returned);
        channel.basicAck(got.getEnvelope().getDeliveryTag(), false);
        channel.basicPublish("", "tx", null, Lab.bytes("3"));
        channel.basicPublish("", "nowhere", true, null, Lab.bytes("lost"));
        lab.note("before the commit", lab.channel().messageCount("tx"));
        channel.txCommit();
        lab.note("returned at the commit", returned);
        lab.note("after it", Lab.drain(channel, "tx"));
        channel.close();
        lab.attempt("publish to a missing exchange", c -> {
            c.txSelect();
            c.basicPublish("nowhere", "k", null, Lab.bytes("m"));
            c.txCommit();
        });
    }

    private static void deadLetters(Lab lab) throws Exception {
        Channel channel = lab.channel();
        channel.queueDeclare("dead", false, false, false, Map.of());
        channel.queueDeclare(
                "dying",
                false,
                false,
                false,
                Map.of("x-dead-letter-exchange", "", "x-dead-letter-routing-key", "dead"));
        channel.confirmSelect();
        channel.basicPublish(
                "",
                "dying",
                new AMQP.BasicProperties.Builder()
                        .expiration("50")
                        .headers(Map.of("CC", List.of("other"), "mine", 1))
                        .build(),
                Lab.bytes("expired"));
        GetResponse expired = Lab.await(channel, "dead");
        lab.note("expired", Lab.headers(expired.getProps().getHeaders()));
        lab.note("its expiration", expired.getProps().getExpiration());
        lab.note(
                "its exchange and key",
                expired.getEnvelope().getExchange() + "/"
                        + expired.getEnvelope().getRoutingKey());
        Lab.fill(channel, "dying", "rejected");
        channel.basicReject(channel.basicGet("dying", false).getEnvelope().getDeliveryTag(), false);
        lab.note("rejected", Lab.headers(Lab.await(channel, "dead").getProps().getHeaders()));
        channel.queueDeclare("self", false, false, false, Map.of("x-dead-letter-exchange", "", "x-message-ttl", 30));
        Lab.fill(channel, "self", "m");
        lab.note("circle without a rejection ends", Lab.within(3_000, () -> channel.messageCount("self") == 0));
        channel.queueDeclare(
                "lost", false, false, false, Map.of("x-dead-letter-exchange", "missing", "x-max-length", 1));
        Lab.fill(channel, "lost", "1", "2");
        lab.note("missing dead-letter exchange", Lab.drain(channel, "lost"));
        channel.exchangeDeclare("dlx", "direct");
        channel.queueDeclare("full", false, false, false, Map.of("x-max-length", 1, "x-dead-letter-exchange", "dlx"));
        channel.queueBind("dead", "dlx", "full");
        Lab.fill(channel, "full", "1", "2");
        GetResponse over = Lab.await(channel, "dead");
        lab.note("too long a queue", Lab.headers(over.getProps().getHeaders()));
        lab.note(
                "its way",
                over.getEnvelope().getExchange() + "/" + over.getEnvelope().getRoutingKey());
    }

    private static void directReplies(Lab lab) throws Exception {
        String replies = "amq.rabbitmq.reply-to";
        lab.attempt("with acknowledgements", c -> c.basicConsume(replies, false, (tag, m) -> {}, tag -> {}));
        lab.attempt("twice", c -> {
            c.basicConsume(replies, true, (tag, m) -> {}, tag -> {});
            c.basicConsume(replies, true, (tag, m) -> {}, tag -> {});
        });
        lab.attemptPublish(
                "request without consumer",
                "",
                "nowhere",
                new AMQP.BasicProperties.Builder().replyTo(replies).build());
        Channel server = lab.channel();
        server.queueDeclare("requests", false, false, false, Map.of());
        Channel client = lab.channel();
        List<String> got = Collections.synchronizedList(new ArrayList<>());
        client.basicConsume(
                replies,
                true,
                (tag, message) -> got.add(message.getEnvelope().getExchange() + "/"
                        + message.getEnvelope().getRoutingKey()),
                tag -> {});
        client.basicPublish(
                "",
                "requests",
                new AMQP.BasicProperties.Builder().replyTo(replies).build(),
                Lab.bytes("m"));
        String address = Lab.await(server, "requests").getProps().getReplyTo();
        lab.note("address", address);
        lab.noteCall("alive", () -> {
            AMQP.Queue.DeclareOk alive = server.queueDeclarePassive(address);
            return alive.getMessageCount() + " " + alive.getConsumerCount();
        });
        server.basicPublish("", address, null, Lab.bytes("reply"));
        Lab.within(5_000, () -> got.size() == 1);
        lab.note("reply", got);
        client.getConnection().close();
        lab.noteAct("gone", () -> server.queueDeclarePassive(address));
    }
}
