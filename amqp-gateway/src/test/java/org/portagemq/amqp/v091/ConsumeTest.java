// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.amqp.v091;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.portagemq.amqp.v091.wire.BasicMethod;
import org.portagemq.amqp.v091.wire.ChannelMethod;
import org.portagemq.amqp.v091.wire.QueueMethod;
import org.portagemq.amqp.v091.wire.TxMethod;
import org.portagemq.core.api.BrokerException;
import org.portagemq.core.api.Delivery;
import org.portagemq.core.api.ErrorCode;
import org.portagemq.core.api.Subscription;

class ConsumeTest {

    private final Peer peer = Peer.running().channel(1);

    private void qos(int count, boolean global) {
        peer.send(1, new BasicMethod.Qos(0, count, global));
        peer.expect(BasicMethod.QosOk.class);
    }

    private FakeBroker.FakeSubscription consume(String queue, String tag, boolean noAck) {
        peer.send(1, new BasicMethod.Consume(0, queue, tag, false, noAck, false, false, Map.of()));
        FakeBroker.FakeSubscription made = peer.broker.subscriptions.get(peer.broker.subscriptions.size() - 1);
        made.start();
        assertEquals(tag, peer.expect(BasicMethod.ConsumeOk.class).consumerTag());
        return made;
    }

    private List<String> calls() {
        List<String> calls = List.copyOf(peer.broker.calls);
        peer.broker.calls.clear();
        return calls;
    }

    @Test
    void deliveriesCarryTagsInTheirOrder() {
        FakeBroker.FakeSubscription queue = consume("q", "c", false);

        queue.deliver(70, "first");
        queue.deliver(71, "second");

        Peer.Received first = peer.expectContent(BasicMethod.Deliver.class);
        assertEquals(new BasicMethod.Deliver("c", 1, false, "", "q"), first.method());
        assertEquals("first", first.body());
        assertEquals(2, peer.expect(BasicMethod.Deliver.class).deliveryTag());
    }

    @Test
    @Tag("amqp091.basic.qos")
    void prefetchIsTheCreditAndComesBackWithAcks() {
        qos(2, false);
        FakeBroker.FakeSubscription queue = consume("q", "c", false);
        assertEquals(2, queue.credit);
        queue.deliver(70, "a");
        queue.deliver(71, "b");
        peer.runTasks();
        assertEquals(0, queue.credit);

        peer.send(1, new BasicMethod.Ack(2, true));

        assertEquals(List.of("ack 70", "ack 71"), calls());
        assertEquals(2, queue.credit);
    }

    @Test
    void withoutPrefetchTheCapOnUnackedMessagesHolds() {
        FakeBroker.FakeSubscription queue = consume("q", "c", false);

        assertEquals(Peer.LIMITS.unackedPerChannel(), queue.credit);
    }

    @Test
    @Tag("amqp091.basic.no-ack")
    void noAckConsumerHasCreditWithoutEnd() {
        FakeBroker.FakeSubscription queue = consume("q", "c", true);
        assertEquals(Subscription.UNLIMITED, queue.credit);
        assertTrue(queue.request.autoAck());
        queue.deliver(70, "a");
        peer.expect(BasicMethod.Deliver.class);

        peer.send(1, new BasicMethod.Ack(1, false));

        peer.expectChannelClosed(406, "unknown delivery tag 1");
    }

    @Test
    void limitOfTheChannelIsSharedAndHoldsWhatCameBeyondIt() {
        qos(1, true);
        FakeBroker.FakeSubscription first = consume("a", "c1", false);
        FakeBroker.FakeSubscription second = consume("b", "c2", false);
        assertEquals(1, first.credit);
        assertEquals(1, second.credit);

        first.deliver(70, "one");
        second.deliver(80, "two");
        assertEquals("c1", peer.expect(BasicMethod.Deliver.class).consumerTag());
        peer.expectNothing();
        peer.send(1, new BasicMethod.Ack(1, false));

        assertEquals("c2", peer.expect(BasicMethod.Deliver.class).consumerTag());
        assertEquals(0, first.credit, "the limit is used up again");
        peer.send(1, new BasicMethod.Ack(2, false));
        assertEquals(1, first.credit);
    }

    @Test
    void smallerLimitOfTheChannelTakesCreditBack() {
        FakeBroker.FakeSubscription queue = consume("q", "c", false);

        qos(3, true);

        assertEquals(3, queue.credit);
    }

    @Test
    @Tag("amqp091.basic.nack")
    void nackAndRejectRequeueOrDeadLetter() {
        FakeBroker.FakeSubscription queue = consume("q", "c", false);
        for (int i = 0; i < 4; i++) {
            queue.deliver(70 + i, "m");
        }
        peer.runTasks();

        peer.send(
                1,
                new BasicMethod.Nack(2, true, true),
                new BasicMethod.Reject(3, false),
                new BasicMethod.Reject(4, true));

        assertEquals(List.of("release 70", "release 71", "reject 72", "release 73"), calls());
    }

    @Test
    @Tag("amqp091.basic.recover")
    void recoverGivesAllBack() {
        FakeBroker.FakeSubscription queue = consume("q", "c", false);
        queue.deliver(70, "m");
        queue.deliver(71, "m");
        peer.expect(BasicMethod.Deliver.class);
        peer.expect(BasicMethod.Deliver.class);

        peer.send(1, new BasicMethod.Recover(true));

        peer.expect(BasicMethod.RecoverOk.class);
        assertEquals(List.of("release 70", "release 71"), calls());
    }

    @Test
    @Tag("amqp091.basic.ack")
    void unknownDeliveryTagsCloseTheChannelButAllOfNothingIsFine() {
        peer.send(1, new BasicMethod.Ack(0, true));
        peer.expectNothing();
        for (BasicMethod.Ack wrong :
                List.of(new BasicMethod.Ack(0, false), new BasicMethod.Ack(7, false), new BasicMethod.Ack(7, true))) {
            Peer fresh = Peer.running().channel(1);
            fresh.send(1, wrong);
            ChannelMethod.Close close = fresh.expect(ChannelMethod.Close.class);
            assertEquals(406, close.replyCode());
            assertEquals(60, close.failedClass());
            assertEquals(80, close.failedMethod());
        }
    }

    @Test
    void acknowledgingUpToATagThatIsDoneClosesTheChannel() {
        FakeBroker.FakeSubscription queue = consume("q", "c", false);
        queue.deliver(70, "1");
        queue.deliver(71, "2");
        peer.expect(BasicMethod.Deliver.class);
        peer.expect(BasicMethod.Deliver.class);

        peer.send(1, new BasicMethod.Ack(2, false), new BasicMethod.Ack(2, true));

        assertEquals(406, peer.expect(ChannelMethod.Close.class).replyCode());
    }

    @Test
    @Tag("amqp091.basic.cancel")
    void cancelIsAnsweredBehindTheLastDelivery() {
        FakeBroker.FakeSubscription queue = consume("q", "c", true);

        peer.send(1, new BasicMethod.Cancel("c", false));
        peer.expectNothing();
        queue.deliver(70, "on its way");
        peer.expect(BasicMethod.Deliver.class);
        peer.broker.answer("describeGroup q", FakeBroker.group("q", 0));

        assertEquals("c", peer.expect(BasicMethod.CancelOk.class).consumerTag());
        assertTrue(calls().contains("close q"));
    }

    @Test
    void cancelledConsumerKeepsWhatWasDeliveredUntilItIsSettled() {
        FakeBroker.FakeSubscription queue = consume("q", "c", false);
        queue.deliver(70, "m");
        peer.expect(BasicMethod.Deliver.class);
        peer.send(1, new BasicMethod.Cancel("c", false));
        peer.broker.answer("describeGroup q", FakeBroker.group("q", 0));
        peer.expect(BasicMethod.CancelOk.class);
        assertFalse(calls().contains("close q"));

        peer.send(1, new BasicMethod.Ack(1, false));

        assertEquals(List.of("ack 70", "close q"), calls());
    }

    @Test
    @Tag("amqp091.basic.cancel")
    void cancellingAnUnknownTagIsAnswered() {
        peer.send(1, new BasicMethod.Cancel("nobody", false));

        assertEquals("nobody", peer.expect(BasicMethod.CancelOk.class).consumerTag());
    }

    @Test
    @Tag("amqp091.basic.cancel-notify")
    void consumerOfADeletedQueueIsToldAndTheChannelStaysOpen() {
        FakeBroker.FakeSubscription queue = consume("q", "c", false);
        queue.deliver(70, "m");
        peer.expect(BasicMethod.Deliver.class);

        peer.broker.act(() -> queue.consumer.cancelled(new BrokerException(ErrorCode.NOT_FOUND, "deleted")));

        assertEquals(new BasicMethod.Cancel("c", true), peer.expect(BasicMethod.Cancel.class));
        peer.send(1, new BasicMethod.Ack(1, false), new BasicMethod.Cancel("c", false));
        peer.expect(BasicMethod.CancelOk.class);
    }

    @Test
    @Tag("amqp091.channel.order")
    void consumerIsToldOfTheDeletionBehindItsOwnChannelsAnswers() {
        FakeBroker.FakeSubscription queue = consume("q", "c", false);
        peer.send(1, new QueueMethod.Delete(0, "q", false, false, false));
        peer.broker.act(() -> queue.consumer.cancelled(new BrokerException(ErrorCode.NOT_FOUND, "deleted")));
        peer.expectNothing();

        peer.broker.answer("deleteGroup q", 0L);

        peer.expect(QueueMethod.DeleteOk.class);
        assertEquals(new BasicMethod.Cancel("c", true), peer.expect(BasicMethod.Cancel.class));
    }

    @Test
    @Tag("amqp091.basic.consumer-timeout")
    void channelOfADeliveryThatWaitsTooLongIsClosed() {
        FakeBroker.FakeSubscription queue = consume("q", "c", false);
        assertEquals(Duration.ofMinutes(30).dividedBy(4), peer.tickInterval);
        peer.tick.run();
        queue.deliver(70, "quick");
        queue.deliver(71, "late");
        peer.expect(BasicMethod.Deliver.class);
        peer.expect(BasicMethod.Deliver.class);
        peer.send(1, new BasicMethod.Ack(1, false));
        for (int look = 0; look < 4; look++) {
            peer.tick.run();
        }
        peer.expectNothing();

        peer.tick.run();

        ChannelMethod.Close close = peer.expect(ChannelMethod.Close.class);
        assertEquals(406, close.replyCode());
        assertTrue(close.replyText().contains("delivery acknowledgement on channel 1 timed out"), close.replyText());
    }

    @Test
    @Tag("amqp091.basic.consumer-timeout")
    void deliveriesThatAreSettledInTimeKeepTheirChannelOpen() {
        FakeBroker.FakeSubscription queue = consume("q", "c", false);
        for (int look = 1; look <= 20; look++) {
            queue.deliver(look, "m");
            peer.expect(BasicMethod.Deliver.class);
            peer.tick.run();
            if (look > 3) {
                peer.send(1, new BasicMethod.Ack(look - 3, false));
            }
        }

        peer.expectNothing();
    }

    @Test
    @Tag("amqp091.connection.capabilities")
    void clientsWithoutTheCapabilityAreNotToldOfCancels() {
        Peer old = new Peer().open(Map.of()).channel(1);
        old.send(1, new BasicMethod.Consume(0, "q", "c", false, false, false, false, Map.of()));
        FakeBroker.FakeSubscription queue = old.broker.subscriptions.get(0);
        queue.start();
        old.expect(BasicMethod.ConsumeOk.class);

        old.broker.act(() -> queue.consumer.cancelled(new BrokerException(ErrorCode.NOT_FOUND, "deleted")));

        old.expectNothing();
    }

    @Test
    @Tag("amqp091.basic.consume")
    void tagIsNotUsedTwice() {
        consume("q", "c", false);

        peer.send(1, new BasicMethod.Consume(0, "q", "c", false, false, false, false, Map.of()));

        peer.expectConnectionClosed(530);
    }

    @Test
    void consumersOfAChannelAreLimited() {
        for (int i = 0; i < Peer.LIMITS.consumersPerChannel(); i++) {
            consume("q", "c" + i, false);
        }

        peer.send(1, new BasicMethod.Consume(0, "q", "more", false, false, false, false, Map.of()));

        peer.expectConnectionClosed(530);
    }

    @Test
    @Tag("amqp091.basic.consume")
    void refusedConsumersHearWhy() {
        refused(ErrorCode.NOT_FOUND, 404, "no queue 'q' in vhost '/'");
        refused(ErrorCode.ACCESS_REFUSED, 403, "access to queue 'q' in vhost '/' refused for user 'user'");
    }

    private static void refused(ErrorCode code, int replyCode, String text) {
        Peer fresh = Peer.running().channel(1);
        fresh.send(1, new BasicMethod.Consume(0, "q", "c", false, false, false, false, Map.of()));
        FakeBroker.FakeSubscription queue = fresh.broker.subscriptions.get(0);
        fresh.broker.act(() -> queue.consumer.refused(new BrokerException(code, "no")));
        fresh.expectChannelClosed(replyCode, text);
    }

    @Test
    void exclusiveConsumerAndExclusiveQueueAreToldApart() {
        peer.send(1, new BasicMethod.Consume(0, "q", "c", false, false, false, false, Map.of()));
        FakeBroker.FakeSubscription queue = peer.broker.subscriptions.get(0);
        peer.broker.act(() -> queue.consumer.refused(new BrokerException(ErrorCode.LOCKED, "no")));
        peer.runTasks();
        peer.broker.answer("describeGroup q", FakeBroker.group("q", 0));

        peer.expectChannelClosed(403, "ACCESS_REFUSED - queue 'q' in vhost '/' in exclusive use");
    }

    @Test
    void unsupportedConsumerArgumentIsRefused() {
        peer.send(1, new BasicMethod.Consume(0, "q", "c", false, false, false, false, Map.of("x-priority", "high")));

        peer.expectChannelClosed(406, "x-priority");
    }

    @Test
    @Tag("amqp091.channel.close")
    void closedChannelGivesEverythingBack() {
        FakeBroker.FakeSubscription queue = consume("q", "c", false);
        queue.deliver(70, "m");
        peer.expect(BasicMethod.Deliver.class);

        peer.send(1, new ChannelMethod.Close(200, "", 0, 0));

        peer.expect(ChannelMethod.CloseOk.class);
        assertEquals(List.of("release 70", "close q"), calls());
    }

    @Test
    @Tag("amqp091.basic.get")
    void getTakesOneMessageAndCountsTheRest() {
        peer.send(1, new BasicMethod.Get(0, "q", false));
        FakeBroker.FakeFetcher fetcher = peer.broker.fetchers.get(0);
        peer.broker.answer(
                "fetch q", Optional.of(new Delivery(fetcher, 70, FakeBroker.stored("e", "k", "body"), 0, true, 41)));

        Peer.Received got = peer.expectContent(BasicMethod.GetOk.class);
        assertEquals(new BasicMethod.GetOk(1, true, "e", "k", 41), got.method());
        assertEquals("body", got.body());
        calls();
        peer.send(1, new BasicMethod.Ack(1, false));
        assertEquals(List.of("ack 70"), calls());
    }

    @Test
    @Tag("amqp091.basic.get")
    void getFromAnEmptyQueueSaysSo() {
        peer.send(1, new BasicMethod.Get(0, "q", false));
        peer.broker.answer("fetch q", Optional.empty());

        peer.expect(BasicMethod.GetEmpty.class);
    }

    @Test
    void getAfterRedeclareTriesOnceWithANewHandle() {
        peer.send(1, new BasicMethod.Get(0, "q", false));
        peer.broker.answer("fetch q", Optional.empty());
        peer.expect(BasicMethod.GetEmpty.class);

        peer.send(1, new BasicMethod.Get(0, "q", false));
        peer.broker.refuse("fetch q", ErrorCode.NOT_FOUND);
        peer.runTasks();
        assertEquals(2, peer.broker.fetchers.size());
        peer.broker.refuse("fetch q", ErrorCode.NOT_FOUND);

        peer.expectChannelClosed(404, "no queue 'q' in vhost '/'");
    }

    @Test
    @Tag("amqp091.tx.rollback")
    void rollbackMakesAckedDeliveriesWaitAgainUnderTheirTags() {
        peer.send(1, new TxMethod.Select());
        peer.expect(TxMethod.SelectOk.class);
        qos(2, false);
        FakeBroker.FakeSubscription queue = consume("q", "c", false);
        queue.deliver(70, "m");
        queue.deliver(71, "m");
        peer.expect(BasicMethod.Deliver.class);
        peer.expect(BasicMethod.Deliver.class);

        peer.send(1, new BasicMethod.Ack(2, false), new BasicMethod.Ack(1, false), new TxMethod.Rollback());
        peer.broker.answer("rollback", null);
        peer.expect(TxMethod.RollbackOk.class);
        assertEquals(0, queue.credit, "nothing is settled");
        calls();
        peer.send(1, new BasicMethod.Ack(2, true), new TxMethod.Commit());
        assertEquals(List.of("begin", "ack in transaction 70", "ack in transaction 71", "commit"), calls());
        peer.broker.answer("commit", null);

        peer.expect(TxMethod.CommitOk.class);
        assertEquals(2, queue.credit);
    }

    @Test
    void nackInATransactionHappensWithItsCommit() {
        peer.send(1, new TxMethod.Select());
        peer.expect(TxMethod.SelectOk.class);
        FakeBroker.FakeSubscription queue = consume("q", "c", false);
        queue.deliver(70, "m");
        peer.expect(BasicMethod.Deliver.class);

        peer.send(1, new BasicMethod.Nack(1, false, true));
        assertEquals(List.of("begin", "release in transaction 70"), calls());
        peer.send(1, new TxMethod.Commit());
        peer.broker.answer("commit", null);

        peer.expect(TxMethod.CommitOk.class);
        assertEquals(List.of("commit"), calls());
    }

    @Test
    void slowSocketIsToldToTheBrokerBeforeAnythingFollowsFromTheWriteThatFilledIt() {
        peer.connection.writable(false);

        assertEquals(List.of("writable false"), calls());
    }

    @Test
    void socketThatIsFullAgainIsNotCalledWritable() {
        peer.connection.writable(false);
        peer.connection.writable(true);
        peer.connection.writable(false);
        peer.runTasks();

        assertEquals(List.of("writable false", "writable false"), calls());
    }

    @Test
    void socketThatHasRoomAgainIsToldOutsideOfTheWrite() {
        peer.connection.writable(false);
        peer.connection.writable(true);
        assertEquals(List.of("writable false"), calls());
        peer.runTasks();

        assertEquals(List.of("writable true"), calls());
    }
}
