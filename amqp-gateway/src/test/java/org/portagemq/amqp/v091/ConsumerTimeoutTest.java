// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.amqp.v091;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.portagemq.amqp.v091.wire.BasicMethod;
import org.portagemq.amqp.v091.wire.ChannelMethod;
import org.portagemq.amqp.v091.wire.QueueMethod;
import org.portagemq.core.api.GroupSettings;

/** Queues that say themselves how long their consumers may take. */
class ConsumerTimeoutTest {

    private static final int LOOKS = AckDeadline.LOOKS;

    private final Peer peer = Peer.running().channel(1);
    private final Runnable serverTick = peer.tick;

    private FakeBroker.FakeSubscription consume(String queue, Map<String, Object> arguments) {
        return consume(queue, arguments, Map.of());
    }

    private FakeBroker.FakeSubscription consume(
            String queue, Map<String, Object> arguments, Map<String, Object> consumer) {
        peer.send(1, new BasicMethod.Consume(0, queue, queue, false, false, false, false, consumer));
        FakeBroker.FakeSubscription made = peer.broker.subscriptions.get(peer.broker.subscriptions.size() - 1);
        made.start(new GroupSettings(
                queue,
                true,
                false,
                false,
                arguments,
                QueueArguments.read(arguments, "queue").rules()));
        peer.expect(BasicMethod.ConsumeOk.class);
        return made;
    }

    private FakeBroker.FakeSubscription consumeWithin(long timeoutMs) {
        return consume("slow", Map.of("x-consumer-timeout", timeoutMs));
    }

    private static void run(Runnable tick, int times) {
        for (int i = 0; i < times; i++) {
            tick.run();
        }
    }

    @Test
    @Tag("amqp091.queue.consumer-timeout")
    void theQueuesTimeEndsTheChannelBeforeTheServersDoes() {
        FakeBroker.FakeSubscription queue = consumeWithin(60_000);
        assertEquals(Duration.ofSeconds(15), peer.tickInterval);
        queue.deliver(70, "late");
        peer.expect(BasicMethod.Deliver.class);

        run(peer.tick, LOOKS);
        peer.expectNothing();
        run(peer.tick, 1);

        ChannelMethod.Close close = peer.expect(ChannelMethod.Close.class);
        assertEquals(406, close.replyCode());
        assertTrue(
                close.replyText().contains("60000 ms. It is set by x-consumer-timeout of queue 'slow'"),
                close.replyText());
        assertNull(peer.tick, "looks go on after the end");
    }

    @Test
    @Tag("amqp091.basic.own-timeout")
    void theConsumersTimeStandsAboveThatOfItsQueue() {
        FakeBroker.FakeSubscription consumer =
                consume("slow", Map.of("x-consumer-timeout", 86_400_000L), Map.of("x-consumer-timeout", 60_000L));
        assertEquals(Duration.ofSeconds(15), peer.tickInterval);
        consumer.deliver(70, "late");
        peer.expect(BasicMethod.Deliver.class);

        run(peer.tick, LOOKS + 1);

        ChannelMethod.Close close = peer.expect(ChannelMethod.Close.class);
        assertEquals(406, close.replyCode());
        assertTrue(
                close.replyText().contains("60000 ms. It is set by x-consumer-timeout of consumer 'slow'"),
                close.replyText());
    }

    @Test
    @Tag("amqp091.basic.own-timeout")
    void aConsumersTimeThatCannotBeKeptIsRefused() {
        for (Object value : new Object[] {999, -1, "1m"}) {
            Peer fresh = Peer.running().channel(1);
            fresh.send(
                    1,
                    new BasicMethod.Consume(
                            0, "q", "q", false, false, false, false, Map.of("x-consumer-timeout", value)));
            fresh.expectChannelClosed(406, "invalid arg 'x-consumer-timeout' for consumer of queue 'q' in vhost '/'");
        }
    }

    @Test
    @Tag("amqp091.queue.consumer-timeout")
    void theServersTimeDoesNotHoldForAQueueWithItsOwn() {
        FakeBroker.FakeSubscription queue = consumeWithin(86_400_000);
        queue.deliver(70, "slow");
        peer.expect(BasicMethod.Deliver.class);

        run(serverTick, 2 * LOOKS);

        peer.expectNothing();
    }

    @Test
    @Tag("amqp091.queue.consumer-timeout")
    void deliveriesOfOtherQueuesKeepTheServersTime() {
        FakeBroker.FakeSubscription slow = consumeWithin(86_400_000);
        FakeBroker.FakeSubscription other = consume("other", Map.of());
        slow.deliver(70, "slow");
        other.deliver(5, "late");
        peer.expect(BasicMethod.Deliver.class);
        peer.expect(BasicMethod.Deliver.class);

        run(serverTick, LOOKS + 1);

        assertEquals(406, peer.expect(ChannelMethod.Close.class).replyCode());
    }

    @Test
    @Tag("amqp091.queue.consumer-timeout")
    void timesThatCannotBeKeptAreRefused() {
        for (Object value : new Object[] {999, -1, "1m"}) {
            Peer fresh = Peer.running().channel(1);
            fresh.send(
                    1,
                    new QueueMethod.Declare(
                            0,
                            "q",
                            false,
                            true,
                            false,
                            false,
                            false,
                            Map.of("x-queue-type", "quorum", "x-consumer-timeout", value)));
            fresh.expectChannelClosed(406, "invalid arg 'x-consumer-timeout' for queue 'q' in vhost '/'");
        }
    }
}
