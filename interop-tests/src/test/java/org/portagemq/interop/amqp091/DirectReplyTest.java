// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.interop.amqp091;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.portagemq.interop.amqp091.Eventually.await;
import static org.portagemq.interop.amqp091.Eventually.closed;
import static org.portagemq.interop.amqp091.Eventually.eventually;
import static org.portagemq.interop.amqp091.Eventually.refused;

import com.rabbitmq.client.AMQP;
import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Delivery;
import com.rabbitmq.client.GetResponse;
import com.rabbitmq.client.RpcClient;
import com.rabbitmq.client.RpcClientParams;
import com.rabbitmq.client.RpcServer;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Replies that go straight back to the channel that asked. */
class DirectReplyTest {

    private static final String REPLY_TO = "amq.rabbitmq.reply-to";
    private static final AMQP.BasicProperties ASKING = new AMQP.BasicProperties.Builder()
            .replyTo(REPLY_TO)
            .correlationId("7")
            .build();

    @RegisterExtension
    static final BrokerExtension BROKER = new BrokerExtension();

    private static String queue(Channel channel) throws IOException {
        return channel.queueDeclare(BrokerExtension.name("requests"), true, false, false, null)
                .getQueue();
    }

    private static BlockingQueue<Delivery> replies(Channel channel) throws IOException {
        BlockingQueue<Delivery> replies = new LinkedBlockingQueue<>();
        channel.basicConsume(REPLY_TO, true, (tag, delivery) -> replies.add(delivery), tag -> {});
        return replies;
    }

    /** Asks, and answers the address to which the reply is to go. */
    private static String ask(Channel channel, Channel answering, String queue) throws Exception {
        channel.basicPublish("", queue, ASKING, new byte[0]);
        GetResponse[] got = new GetResponse[1];
        eventually("the request", () -> (got[0] = answering.basicGet(queue, true)) != null);
        assertEquals("7", got[0].getProps().getCorrelationId());
        return got[0].getProps().getReplyTo();
    }

    private static void answer(Channel channel, String address, String text) throws IOException {
        channel.basicPublish("", address, null, text.getBytes(StandardCharsets.UTF_8));
    }

    private static Delivery next(BlockingQueue<Delivery> replies) throws InterruptedException {
        Delivery next = replies.poll(20, TimeUnit.SECONDS);
        assertNotNull(next, "a reply");
        return next;
    }

    @Test
    @Tag("amqp091.reply.direct")
    void replyComesToTheChannelThatAsked() throws Exception {
        Channel answering = BROKER.channel();
        String queue = queue(answering);
        Channel one = BROKER.channel();
        BlockingQueue<Delivery> repliesOfOne = replies(one);
        Channel two = one.getConnection().createChannel();
        BlockingQueue<Delivery> repliesOfTwo = replies(two);

        String addressOfOne = ask(one, answering, queue);
        String addressOfTwo = ask(two, answering, queue);
        assertNotEquals(addressOfOne, addressOfTwo);
        assertTrue(addressOfOne.startsWith(REPLY_TO + "."), addressOfOne);
        answer(answering, addressOfTwo, "two");
        answer(answering, addressOfOne, "one");

        Delivery reply = next(repliesOfOne);
        assertEquals("one", new String(reply.getBody(), StandardCharsets.UTF_8));
        assertEquals("", reply.getEnvelope().getExchange());
        assertEquals(addressOfOne, reply.getEnvelope().getRoutingKey());
        assertEquals("two", new String(next(repliesOfTwo).getBody(), StandardCharsets.UTF_8));
        assertEquals(addressOfOne, ask(one, answering, queue), "the address stays");
    }

    @Test
    @Tag("amqp091.reply.gone")
    void replyToOneWhoHasGoneIsUnroutable() throws Exception {
        Channel answering = BROKER.channel();
        String queue = queue(answering);
        Channel asking = BROKER.channel();
        replies(asking);
        String address = ask(asking, answering, queue);
        AMQP.Queue.DeclareOk alive = answering.queueDeclarePassive(address);
        assertEquals(0, alive.getMessageCount());
        assertEquals(1, alive.getConsumerCount());

        asking.close();

        CountDownLatch returned = new CountDownLatch(1);
        answering.addReturnListener(back -> returned.countDown());
        answering.basicPublish("", address, true, null, new byte[0]);
        await(returned, "the reply is returned");
        refused(404, address, () -> answering.queueDeclarePassive(address));
    }

    @Test
    @Tag("amqp091.reply.refusals")
    void consumingWithAcknowledgementsIsRefused() throws Exception {
        Channel channel = BROKER.channel();

        refused(
                406,
                "reply consumer cannot acknowledge",
                () -> channel.basicConsume(REPLY_TO, false, (tag, got) -> {}, tag -> {}));
    }

    @Test
    @Tag("amqp091.reply.refusals")
    void oneChannelHasOneConsumerOfReplies() throws Exception {
        Channel channel = BROKER.channel();
        replies(channel);

        refused(406, "reply consumer already set", () -> replies(channel));
    }

    @Test
    void cancelledConsumerOfRepliesMayBeFollowedByAnother() throws Exception {
        Channel answering = BROKER.channel();
        String queue = queue(answering);
        Channel channel = BROKER.channel();
        String tag = channel.basicConsume(REPLY_TO, true, (each, got) -> {}, each -> {});
        String old = ask(channel, answering, queue);

        channel.basicCancel(tag);
        BlockingQueue<Delivery> replies = replies(channel);

        String address = ask(channel, answering, queue);
        assertNotEquals(old, address);
        answer(answering, address, "m");
        next(replies);
    }

    @Test
    @Tag("amqp091.reply.refusals")
    void askingWithoutConsumingIsRefused() throws Exception {
        Channel channel = BROKER.channel();

        channel.basicPublish("", "any", ASKING, new byte[0]);

        closed(406, "fast reply consumer does not exist", channel);
    }

    @Test
    void queueOfAnotherChannelsRepliesCannotBeConsumed() throws Exception {
        Channel answering = BROKER.channel();
        Channel asking = BROKER.channel();
        replies(asking);
        String address = ask(asking, answering, queue(answering));

        refused(404, address, () -> answering.basicConsume(address, true, (tag, got) -> {}, tag -> {}));
    }

    @Test
    @Tag("amqp091.reply.direct")
    void rpcClassesOfTheClientWork() throws Exception {
        Channel serving = BROKER.channel();
        String queue = queue(serving);
        RpcServer server = new RpcServer(serving, queue) {
            @Override
            public byte[] handleCall(byte[] request, AMQP.BasicProperties replyProperties) {
                return (new String(request, StandardCharsets.UTF_8) + "!").getBytes(StandardCharsets.UTF_8);
            }
        };
        Thread loop = new Thread(() -> {
            try {
                server.mainloop();
            } catch (IOException ended) {
                throw new java.io.UncheckedIOException(ended);
            }
        });
        loop.setDaemon(true);
        loop.start();

        RpcClient client = new RpcClient(new RpcClientParams()
                .channel(BROKER.channel())
                .exchange("")
                .routingKey(queue)
                .timeout(BrokerExtension.PATIENCE_MS));
        assertEquals("hello!", client.stringCall("hello"));
        assertEquals("again!", client.stringCall("again"));
        client.close();
        serving.getConnection().close();
        loop.join(BrokerExtension.PATIENCE_MS);
        assertFalse(loop.isAlive(), "the server ends with its connection");
    }
}
