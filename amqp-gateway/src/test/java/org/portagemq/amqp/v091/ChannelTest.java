// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.amqp.v091;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.portagemq.amqp.v091.wire.AccessMethod;
import org.portagemq.amqp.v091.wire.BasicMethod;
import org.portagemq.amqp.v091.wire.ChannelMethod;
import org.portagemq.amqp.v091.wire.ConfirmMethod;
import org.portagemq.amqp.v091.wire.ExchangeMethod;
import org.portagemq.amqp.v091.wire.QueueMethod;
import org.portagemq.core.api.ErrorCode;
import org.portagemq.core.api.GroupInfo;
import org.portagemq.core.api.GroupSettings;
import org.portagemq.core.api.TopicKind;
import org.portagemq.core.api.TopicSettings;

class ChannelTest {

    private final Peer peer = Peer.running().channel(1);

    private static QueueMethod.Declare declare(String queue) {
        return new QueueMethod.Declare(0, queue, false, true, false, false, false, Map.of());
    }

    private static ExchangeMethod.Declare exchange(String name, String type, Map<String, Object> arguments) {
        return new ExchangeMethod.Declare(0, name, type, false, true, false, false, false, arguments);
    }

    @Test
    @Tag("amqp091.channel.order")
    void pipelinedDeclaresAreAskedAtOnceAndAnsweredInOrder() {
        peer.send(1, declare("a"), declare("b"), declare("c"));
        assertEquals(3, peer.broker.questions.size());

        peer.broker.answer("declareGroup c", FakeBroker.group("c", 3));
        peer.broker.answer("declareGroup b", FakeBroker.group("b", 2));
        peer.expectNothing();
        peer.broker.answer("declareGroup a", FakeBroker.group("a", 1));

        assertEquals(new QueueMethod.DeclareOk("a", 1, 0), peer.expect(QueueMethod.DeclareOk.class));
        assertEquals("b", peer.expect(QueueMethod.DeclareOk.class).queue());
        assertEquals("c", peer.expect(QueueMethod.DeclareOk.class).queue());
    }

    @Test
    void publishWaitsForTheDeclareBeforeItButOtherChannelsGoOn() {
        peer.channel(2);
        peer.send(1, declare("a"));

        peer.publish(1, new BasicMethod.Publish(0, "", "a", false, false), "first");
        peer.publish(2, new BasicMethod.Publish(0, "", "x", false, false), "other channel");
        assertEquals(1, peer.broker.published.size());
        peer.broker.answer("declareGroup a", FakeBroker.group("a", 0));

        peer.expect(QueueMethod.DeclareOk.class);
        assertEquals("a", peer.broker.published.get(1).message().routingKey());
    }

    @Test
    void tooManyWaitingRequestsStopTheReadingUntilTheyAreFewer() {
        peer.send(1, declare("a"));
        for (int i = 0; i < Peer.LIMITS.waitingPerChannel(); i++) {
            assertTrue(peer.reading);
            peer.send(1, new BasicMethod.Qos(0, 1, false));
        }
        assertFalse(peer.reading);

        peer.broker.answer("declareGroup a", FakeBroker.group("a", 0));

        peer.expect(QueueMethod.DeclareOk.class);
        peer.expect(BasicMethod.QosOk.class);
        assertTrue(peer.reading);
    }

    @Test
    void whatWaitsForASilentAnswerGoesOn() {
        peer.send(1, new QueueMethod.Declare(0, "a", false, true, false, false, true, Map.of()));
        peer.publish(1, new BasicMethod.Publish(0, "", "a", false, false), "waits");
        assertTrue(peer.broker.published.isEmpty());

        peer.broker.answer("declareGroup a", FakeBroker.group("a", 0));

        peer.expectNothing();
        assertEquals(1, peer.broker.published.size());
    }

    @Test
    @Tag("amqp091.queue.last-declared")
    void emptyNameMeansTheQueueDeclaredLast() {
        peer.send(
                1,
                declare(""),
                new QueueMethod.Bind(0, "", "amq.fanout", "", false, Map.of()),
                new QueueMethod.Purge(0, "", false));
        peer.broker.answer("declareGroup ", FakeBroker.group("amq.gen-1", 0));
        peer.expect(QueueMethod.DeclareOk.class);

        peer.broker.answer("bind amq.fanout amq.gen-1 amq.gen-1", null);
        peer.expect(QueueMethod.BindOk.class);
        peer.broker.answer("purgeGroup amq.gen-1", 4L);

        assertEquals(4, peer.expect(QueueMethod.PurgeOk.class).messageCount());
    }

    @Test
    @Tag("amqp091.queue.last-declared")
    void emptyNameWithoutAnyDeclaredQueueIsNotFound() {
        peer.send(1, new QueueMethod.Purge(0, "", false));

        peer.expectChannelClosed(404, "NOT_FOUND - no previously declared queue");
    }

    @Test
    @Tag("amqp091.queue.nowait")
    void nowaitRequestsAreNotAnsweredButTheirFailuresAre() {
        peer.send(1, new QueueMethod.Purge(0, "a", true), new QueueMethod.Purge(0, "b", true));
        peer.broker.answer("purgeGroup a", 0L);
        peer.expectNothing();

        peer.broker.refuse("purgeGroup b", ErrorCode.NOT_FOUND);

        ChannelMethod.Close close = peer.expect(ChannelMethod.Close.class);
        assertEquals(new ChannelMethod.Close(404, "NOT_FOUND - no queue 'b' in vhost '/'", 50, 30), close);
    }

    @Test
    @Tag("amqp091.channel.error")
    void closedChannelSwallowsWhatIsOnTheWayAndItsNumberCanBeUsedAgain() {
        peer.send(1, new QueueMethod.Purge(0, "b", false));
        peer.broker.refuse("purgeGroup b", ErrorCode.NOT_FOUND);
        peer.expect(ChannelMethod.Close.class);

        peer.publish(1, new BasicMethod.Publish(0, "", "q", false, false), "too late");
        peer.send(1, new QueueMethod.Purge(0, "c", false));
        peer.expectNothing();
        assertTrue(peer.broker.published.isEmpty());
        peer.send(1, new ChannelMethod.CloseOk());

        peer.channel(1);
        peer.send(1, new BasicMethod.Qos(0, 5, false));
        peer.expect(BasicMethod.QosOk.class);
    }

    @Test
    @Tag("amqp091.channel.error")
    void bothSidesMayCloseAChannelAtOnce() {
        peer.send(1, new QueueMethod.Purge(0, "b", false));
        peer.broker.refuse("purgeGroup b", ErrorCode.NOT_FOUND);
        peer.expect(ChannelMethod.Close.class);

        peer.send(1, new ChannelMethod.Close(200, "", 0, 0));
        peer.expect(ChannelMethod.CloseOk.class);
        peer.send(1, new ChannelMethod.CloseOk());

        peer.channel(1);
    }

    @Test
    void answersThatComeAfterTheEndOfTheChannelGoNowhere() {
        peer.send(1, declare("a"), new ChannelMethod.Close(200, "", 0, 0));
        peer.expect(ChannelMethod.CloseOk.class);
        peer.channel(1);

        peer.broker.answer("declareGroup a", FakeBroker.group("a", 0));

        peer.expectNothing();
    }

    @Test
    @Tag("amqp091.queue.redeclare")
    void differentRedeclareNamesTheArgumentAsRabbitMqDoes() {
        peer.send(1, declare("q"));
        peer.broker.refuse("declareGroup q", ErrorCode.MISMATCH);
        peer.runTasks();
        peer.broker.answer(
                "describeGroup q", new GroupInfo(new GroupSettings("q", false, false, false, Map.of()), 0, 0, 0, 0));

        peer.expectChannelClosed(
                406,
                "PRECONDITION_FAILED - inequivalent arg 'durable' for queue 'q' in vhost '/': received 'true' but"
                        + " current is 'false'");
    }

    @Test
    @Tag("amqp091.queue.expires")
    void aPassiveDeclareIsAUseOfTheQueue() {
        peer.send(1, new QueueMethod.Declare(0, "q", true, false, false, false, false, Map.of()));
        peer.broker.answer("useGroup q", FakeBroker.group("q", 3));

        assertEquals(3, peer.expect(QueueMethod.DeclareOk.class).messageCount());
    }

    @Test
    @Tag("amqp091.queue.exclusive")
    void redeclareOfAnExclusiveQueueIsLocked() {
        peer.send(1, declare("q"));
        peer.broker.refuse("declareGroup q", ErrorCode.LOCKED);

        peer.expectChannelClosed(
                405, "RESOURCE_LOCKED - cannot obtain exclusive access to locked queue 'q' in vhost '/'");
    }

    @Test
    @Tag("amqp091.queue.reserved")
    void reservedQueueNamesCanOnlyBeDeclaredAgain() {
        peer.send(1, declare("amq.gen-known"));
        peer.broker.answer("describeGroup amq.gen-known", FakeBroker.group("amq.gen-known", 0));
        peer.runTasks();
        peer.broker.answer("declareGroup amq.gen-known", FakeBroker.group("amq.gen-known", 0));
        peer.expect(QueueMethod.DeclareOk.class);

        peer.send(1, declare("amq.new"));
        peer.broker.refuse("describeGroup amq.new", ErrorCode.NOT_FOUND);

        peer.expectChannelClosed(403, "queue name 'amq.new' contains reserved prefix 'amq.*'");
    }

    @Test
    @Tag("amqp091.queue.arguments")
    void everyArgumentThatCannotBeHonouredIsRefusedByName() {
        Map<String, Object> arguments = Map.ofEntries(
                Map.entry("x-message-ttl", -1),
                Map.entry("x-expires", 0),
                Map.entry("x-max-length", "ten"),
                Map.entry("x-max-length-bytes", 1.5),
                Map.entry("x-overflow", "guess"),
                Map.entry("x-dead-letter-exchange", 5),
                Map.entry("x-dead-letter-routing-key", "without an exchange"),
                Map.entry("x-max-priority", 256),
                Map.entry("x-single-active-consumer", 1),
                Map.entry("x-queue-type", "heap"),
                Map.entry("x-delivery-limit", 3),
                Map.entry("x-consumer-timeout", 3),
                Map.entry("x-max-age", "1D"));
        arguments.forEach((name, value) -> {
            Peer fresh = Peer.running().channel(1);
            fresh.send(1, new QueueMethod.Declare(0, "q", false, true, false, false, false, Map.of(name, value)));
            fresh.expectChannelClosed(406, "invalid arg '" + name + "' for queue 'q' in vhost '/'");
            assertTrue(fresh.broker.calls.isEmpty());
        });
    }

    @Test
    @Tag("amqp091.queue.arguments")
    void argumentsThatAskForNothingSpecialAreAccepted() {
        Map<String, Object> arguments = Map.of(
                "x-queue-type", "classic", "x-queue-mode", "lazy", "x-single-active-consumer", false, "x-foo", "bar");

        peer.send(1, new QueueMethod.Declare(0, "q", false, true, false, false, false, arguments));
        peer.broker.answer("declareGroup q", FakeBroker.group("q", 0));

        peer.expect(QueueMethod.DeclareOk.class);
    }

    @Test
    @Tag("amqp091.exchange.delete")
    void deletingWhatIsNotThereSucceeds() {
        peer.send(
                1,
                new QueueMethod.Delete(0, "q", false, false, false),
                new ExchangeMethod.Delete(0, "e", false, false));
        peer.broker.refuse("deleteGroup q", ErrorCode.NOT_FOUND);
        peer.broker.refuse("deleteTopic e", ErrorCode.NOT_FOUND);

        assertEquals(0, peer.expect(QueueMethod.DeleteOk.class).messageCount());
        peer.expect(ExchangeMethod.DeleteOk.class);
    }

    @Test
    @Tag("amqp091.queue.delete")
    void deleteThatIsPreventedSaysByWhat() {
        peer.send(1, new QueueMethod.Delete(0, "q", false, true, false));
        peer.broker.refuse("deleteGroup q", ErrorCode.PRECONDITION_FAILED);

        peer.expectChannelClosed(406, "queue 'q' in vhost '/' not empty");
    }

    @Test
    @Tag("amqp091.exchange.bind")
    void bindSaysWhichEndIsMissing() {
        peer.send(1, new QueueMethod.Bind(0, "q", "e", "k", false, Map.of()));
        peer.broker.refuse("bind e q k", ErrorCode.NOT_FOUND);
        peer.runTasks();
        peer.broker.answer("describeGroup q", FakeBroker.group("q", 0));

        peer.expectChannelClosed(404, "no exchange 'e' in vhost '/'");
    }

    @Test
    @Tag("amqp091.exchange.bind")
    void unbindOfWhatIsNotThereSucceeds() {
        peer.send(1, new QueueMethod.Unbind(0, "q", "e", "k", Map.of()));
        peer.broker.refuse("unbind e q k", ErrorCode.NOT_FOUND);

        peer.expect(QueueMethod.UnbindOk.class);
    }

    @Test
    @Tag("amqp091.exchange.default")
    void defaultExchangeCannotBeDeclaredDeletedOrBound() {
        for (org.portagemq.amqp.v091.wire.Method method : new org.portagemq.amqp.v091.wire.Method[] {
            exchange("", "direct", Map.of()),
            new ExchangeMethod.Delete(0, "", false, false),
            new QueueMethod.Bind(0, "q", "", "k", false, Map.of()),
            new QueueMethod.Unbind(0, "q", "", "k", Map.of()),
            new ExchangeMethod.Bind(0, "", "e", "k", false, Map.of()),
            new ExchangeMethod.Unbind(0, "e", "", "k", false, Map.of())
        }) {
            Peer fresh = Peer.running().channel(1);
            fresh.send(1, method);
            fresh.expectChannelClosed(403, "operation not permitted on the default exchange");
        }
    }

    @Test
    @Tag("amqp091.exchange.types")
    void exchangeTypesAreThoseOfTheProtocol() {
        for (String type : new String[] {"direct", "fanout", "topic", "headers"}) {
            peer.send(1, exchange("e-" + type, type, Map.of()));
            peer.broker.answer("declareTopic e-" + type, null);
            peer.expect(ExchangeMethod.DeclareOk.class);
        }

        peer.send(1, exchange("e", "x-nonsense", Map.of()));

        peer.expectChannelClosed(406, "unknown exchange type 'x-nonsense'");
    }

    @Test
    @Tag("amqp091.exchange.redeclare")
    void differentExchangeNamesTheArgument() {
        peer.send(1, exchange("e", "fanout", Map.of()));
        peer.broker.refuse("declareTopic e", ErrorCode.MISMATCH);
        peer.runTasks();
        peer.broker.answer("describeTopic e", TopicSettings.of("e", TopicKind.DIRECT, true));

        peer.expectChannelClosed(
                406,
                "inequivalent arg 'type' for exchange 'e' in vhost '/': received 'fanout' but current is 'direct'");
    }

    @Test
    @Tag("amqp091.exchange.alternate")
    void alternateExchangeMustBeAName() {
        peer.send(1, exchange("e", "fanout", Map.of("alternate-exchange", 5)));

        peer.expectChannelClosed(406, "alternate-exchange");
    }

    @Test
    @Tag("amqp091.channel.flow")
    void requestsOutOfTheOrdinaryAreAnsweredOrRefusedAsRabbitMqDoes() {
        peer.send(1, new ChannelMethod.Flow(true), new AccessMethod.Request("/", true, true, true, true, true));
        assertTrue(peer.expect(ChannelMethod.FlowOk.class).active());
        assertEquals(1, peer.expect(AccessMethod.RequestOk.class).ticket());

        for (org.portagemq.amqp.v091.wire.Method method : new org.portagemq.amqp.v091.wire.Method[] {
            new ChannelMethod.Flow(false), new BasicMethod.Qos(1, 1, false), new BasicMethod.Recover(false)
        }) {
            Peer fresh = Peer.running().channel(1);
            fresh.send(1, method);
            fresh.expectConnectionClosed(540);
        }
    }

    @Test
    @Tag("amqp091.wire.content-order")
    void contentWithoutItsMethodIsUnexpected() {
        peer.raw(Unpooled.buffer()
                .writeByte(3)
                .writeShort(1)
                .writeInt(1)
                .writeByte('x')
                .writeByte(0xCE));

        peer.expectConnectionClosed(505);
    }

    @Test
    @Tag("amqp091.wire.content-order")
    void methodWithinAContentIsUnexpected() {
        peer.send(1, new BasicMethod.Publish(0, "", "q", false, false), new BasicMethod.Qos(0, 1, false));

        peer.expectConnectionClosed(505);
    }

    @Test
    @Tag("amqp091.wire.body-length")
    void bodyLongerThanAnnouncedIsAFrameError() {
        peer.send(1, new BasicMethod.Publish(0, "", "q", false, false));
        peer.raw(header(2));

        peer.raw(Unpooled.buffer()
                .writeByte(3)
                .writeShort(1)
                .writeInt(3)
                .writeZero(3)
                .writeByte(0xCE));

        peer.expectConnectionClosed(501);
    }

    @Test
    @Tag("amqp091.wire.body-limit")
    void bodyOverTheLimitClosesTheChannelBeforeItComes() {
        peer.send(1, new BasicMethod.Publish(0, "", "q", false, false));

        peer.raw(header(Peer.LIMITS.messageBytes() + 1));

        peer.expectChannelClosed(406, "is larger than configured max size 1048576");
    }

    @Test
    @Tag("amqp091.wire.body-absurd")
    void absurdBodyIsAFrameError() {
        peer.send(1, new BasicMethod.Publish(0, "", "q", false, false));

        peer.raw(header(-1));

        peer.expectConnectionClosed(501);
    }

    private static ByteBuf header(long bodySize) {
        return Unpooled.buffer()
                .writeByte(2)
                .writeShort(1)
                .writeInt(14)
                .writeShort(60)
                .writeShort(0)
                .writeLong(bodySize)
                .writeShort(0)
                .writeByte(0xCE);
    }

    @Test
    @Tag("amqp091.confirm.tx")
    void confirmAndTransactionsExcludeEachOther() {
        peer.send(1, new ConfirmMethod.Select(false));
        peer.expect(ConfirmMethod.SelectOk.class);
        peer.send(1, new org.portagemq.amqp.v091.wire.TxMethod.Select());

        peer.expectChannelClosed(406, "cannot switch from confirm to tx mode");
    }
}
