// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.amqp.v091;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.portagemq.amqp.v091.wire.BasicMethod;
import org.portagemq.amqp.v091.wire.ConfirmMethod;
import org.portagemq.amqp.v091.wire.FieldTables;
import org.portagemq.amqp.v091.wire.TxMethod;
import org.portagemq.core.api.BrokerException;
import org.portagemq.core.api.ErrorCode;
import org.portagemq.core.api.Payload;

class PublishTest {

    private final Peer peer = Peer.running().channel(1);

    private static BasicMethod.Publish to(String exchange, boolean mandatory) {
        return new BasicMethod.Publish(0, exchange, "key", mandatory, false);
    }

    private void confirming() {
        peer.send(1, new ConfirmMethod.Select(false));
        peer.expect(ConfirmMethod.SelectOk.class);
    }

    private FakeBroker.Published published(int index) {
        return peer.broker.published.get(index);
    }

    private void confirm(int index) {
        FakeBroker.Published each = published(index);
        peer.broker.act(() -> each.listener().confirmed(each.token()));
    }

    private void refuse(int index, ErrorCode code) {
        FakeBroker.Published each = published(index);
        peer.broker.act(() -> each.listener().refused(each.token(), new BrokerException(code, "no")));
    }

    /** Properties with one short string, named by its flag. */
    private static Payload property(int flag, String value) {
        ByteBuf out = Unpooled.buffer().writeShort(flag).writeByte(value.length());
        out.writeCharSequence(value, StandardCharsets.UTF_8);
        return bytes(out);
    }

    private static Payload headers(Map<String, Object> headers) {
        return bytes(Unpooled.buffer()
                .writeShort(1 << 13)
                .writeBytes(FieldTables.encode(headers).array()));
    }

    private static Payload bytes(ByteBuf out) {
        byte[] copy = new byte[out.readableBytes()];
        out.readBytes(copy);
        return Payload.of(copy);
    }

    @Test
    void messageGoesToTheTopicWithItsBytesUnchanged() {
        Payload properties =
                bytes(Unpooled.buffer().writeShort(3 << 11).writeByte(2).writeByte(9));

        peer.publish(1, to("e", false), properties, "body");

        FakeBroker.Published one = published(0);
        assertEquals("e", one.topic());
        assertEquals("key", one.message().routingKey());
        assertTrue(one.message().durable());
        assertEquals(9, one.message().priority());
        assertEquals(properties, one.message().header());
        assertEquals("body", one.message().body().toUtf8());
    }

    @Test
    @Tag("amqp091.wire.content")
    void bodyInManyFramesIsOneMessage() {
        String body = "x".repeat(700_000);

        peer.publish(1, to("e", false), body);

        assertEquals(body, published(0).message().body().toUtf8());
    }

    @Test
    @Tag("amqp091.wire.content")
    void emptyBodyNeedsNoFrame() {
        peer.publish(1, to("e", false), "");

        assertEquals(0, published(0).message().body().length());
        assertFalse(published(0).message().durable());
    }

    @Test
    void confirmsOfOneBatchAreOneAck() {
        confirming();
        for (int i = 0; i < 3; i++) {
            peer.publish(1, to("e", false), "m");
        }
        peer.expectNothing();

        peer.broker.act(() -> {
            for (int i = 2; i >= 0; i--) {
                published(i).listener().confirmed(published(i).token());
            }
        });

        assertEquals(new BasicMethod.Ack(3, true), peer.expect(BasicMethod.Ack.class));
        peer.expectNothing();
    }

    @Test
    @Tag("amqp091.confirm.nack")
    void messageThatTheBrokerDidNotTakeIsNacked() {
        confirming();
        peer.publish(1, to("e", false), "m");
        peer.publish(1, to("e", false), "m");

        refuse(0, ErrorCode.OVERFLOW);
        confirm(1);

        assertEquals(new BasicMethod.Nack(1, false, false), peer.expect(BasicMethod.Nack.class));
        assertEquals(2, peer.expect(BasicMethod.Ack.class).deliveryTag());
    }

    @Test
    @Tag("amqp091.basic.mandatory")
    void returnComesBeforeTheConfirm() {
        confirming();
        peer.publish(1, to("e", true), "lost");
        FakeBroker.Published one = published(0);

        peer.broker.act(() -> {
            one.listener().unrouted(one.token());
            one.listener().confirmed(one.token());
        });

        Peer.Received back = peer.expectContent(BasicMethod.Return.class);
        assertEquals(new BasicMethod.Return(312, "NO_ROUTE", "e", "key"), back.method());
        assertEquals("lost", back.body());
        peer.expect(BasicMethod.Ack.class);
    }

    @Test
    @Tag("amqp091.basic.mandatory")
    void withoutConfirmsMandatoryMessagesAreReturnedToo() {
        peer.publish(1, to("e", true), "lost");
        FakeBroker.Published one = published(0);

        peer.broker.act(() -> one.listener().unrouted(one.token()));

        peer.expect(BasicMethod.Return.class);
    }

    @Test
    void messageThatIsNotMandatoryIsNotReturned() {
        confirming();
        peer.publish(1, to("e", false), "lost");
        FakeBroker.Published one = published(0);

        peer.broker.act(() -> {
            one.listener().unrouted(one.token());
            one.listener().confirmed(one.token());
        });

        peer.expect(BasicMethod.Ack.class);
    }

    @Test
    @Tag("amqp091.basic.publish")
    void missingExchangeClosesTheChannel() {
        peer.publish(1, to("nope", false), "m");

        refuse(0, ErrorCode.NOT_FOUND);

        peer.expectChannelClosed(404, "NOT_FOUND - no exchange 'nope' in vhost '/'");
    }

    @Test
    void refusedRightNamesTheUser() {
        peer.publish(1, to("e", false), "m");

        refuse(0, ErrorCode.ACCESS_REFUSED);

        peer.expectChannelClosed(403, "access to exchange 'e' in vhost '/' refused for user 'user'");
    }

    @Test
    void brokenStoreIsNotSilentWithoutConfirms() {
        peer.publish(1, to("e", false), "m");

        refuse(0, ErrorCode.STORE_FAILED);

        peer.expectConnectionClosed(541);
    }

    @Test
    @Tag("amqp091.basic.immediate")
    void immediateIsNotImplemented() {
        peer.publish(1, new BasicMethod.Publish(0, "e", "k", false, true), "m");

        peer.expectConnectionClosed(540);
    }

    @Test
    @Tag("amqp091.basic.expiration")
    void expirationIsTheLifetimeAndMustBeANumber() {
        peer.publish(1, to("e", false), property(1 << 8, "100"), "m");
        assertEquals(100, published(0).message().ttlMs());

        peer.publish(1, to("e", false), property(1 << 8, "10s"), "m");

        peer.expectChannelClosed(406, "invalid expiration '10s'");
    }

    @Test
    @Tag("amqp091.basic.user-id")
    void foreignUserIdIsRefused() {
        peer.publish(1, to("e", false), property(1 << 4, "user"), "m");
        peer.publish(1, to("e", false), property(1 << 4, "other"), "m");

        peer.expectChannelClosed(406, "user_id property set to 'other' but authenticated user was 'user'");
        assertEquals(1, peer.broker.published.size());
    }

    @Test
    @Tag("amqp091.basic.copies")
    void copiesAreRoutingKeysAndBlindOnesAreNotShown() {
        peer.publish(1, to("e", false), headers(Map.of("CC", List.of("c1"), "BCC", List.of("b1"), "n", 1)), "m");

        assertEquals(List.of("key", "c1", "b1"), published(0).message().routingKeys());
        Payload shown = published(0).message().header();
        assertEquals(null, Amqp091Format.INSTANCE.properties(shown).get("BCC"));
        assertEquals(1L, Amqp091Format.INSTANCE.properties(shown).get("n"));
    }

    @Test
    @Tag("amqp091.basic.copies")
    void copiesMustBeAnArray() {
        peer.publish(1, to("e", false), headers(Map.of("CC", "c1")), "m");

        peer.expectChannelClosed(406, "invalid header 'CC'");
    }

    @Test
    @Tag("amqp091.tx.returns")
    void transactionReturnsAtItsCommit() {
        peer.send(1, new TxMethod.Select());
        peer.expect(TxMethod.SelectOk.class);
        peer.publish(1, to("e", true), "lost");
        FakeBroker.Published one = published(0);
        assertTrue(one.transactional());
        peer.broker.act(() -> one.listener().unrouted(one.token()));
        peer.expectNothing();

        peer.send(1, new TxMethod.Commit());
        peer.broker.answer("commit", null);

        peer.expect(BasicMethod.Return.class);
        peer.expect(TxMethod.CommitOk.class);
    }

    @Test
    @Tag("amqp091.tx.select")
    void commitWithoutTransactionModeFails() {
        peer.send(1, new TxMethod.Commit());

        peer.expectChannelClosed(406, "channel is not transactional");
    }
}
