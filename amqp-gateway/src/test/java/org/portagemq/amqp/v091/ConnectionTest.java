// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.amqp.v091;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.portagemq.amqp.v091.wire.BasicMethod;
import org.portagemq.amqp.v091.wire.ChannelMethod;
import org.portagemq.amqp.v091.wire.ConnectionMethod;
import org.portagemq.amqp.v091.wire.FieldTables;
import org.portagemq.amqp.v091.wire.FrameWriter;
import org.portagemq.amqp.v091.wire.Method;
import org.portagemq.amqp.v091.wire.QueueMethod;
import org.portagemq.core.api.BrokerException;
import org.portagemq.core.api.ErrorCode;
import org.portagemq.core.api.Payload;

class ConnectionTest {

    @Test
    @Tag("amqp091.connection.plain")
    void handshakeAgreesOnTheClientsWishesAndEndsTheDeadline() {
        Peer peer = new Peer();
        peer.connection.start();
        ConnectionMethod.Start start = peer.expect(ConnectionMethod.Start.class);
        assertEquals("PortageMQ", start.serverProperties().get("product"));
        assertEquals("PLAIN AMQPLAIN", start.mechanisms().toUtf8());
        assertFalse(peer.established);

        peer.login(Peer.ALL_CAPABILITIES, "secret");
        ConnectionMethod.Tune tune = peer.expect(ConnectionMethod.Tune.class);
        assertEquals(new ConnectionMethod.Tune(2_047, 131_072, 60), tune);
        peer.send(0, new ConnectionMethod.TuneOk(10, 4_096, 5), new ConnectionMethod.Open("/", "", false));

        peer.expect(ConnectionMethod.OpenOk.class);
        assertTrue(peer.established);
        assertEquals(5, peer.heartbeatSeconds);
    }

    @Test
    @Tag("amqp091.connection.amqplain")
    void amqplainCarriesNameAndPasswordInATableWithoutLength() {
        Peer peer = new Peer();
        peer.connection.start();
        peer.expect(ConnectionMethod.Start.class);
        byte[] table = FieldTables.encode(Map.of("LOGIN", "user", "PASSWORD", "secret"))
                .array();
        byte[] fields = java.util.Arrays.copyOfRange(table, 4, table.length);

        peer.send(0, new ConnectionMethod.StartOk(Map.of(), "AMQPLAIN", Payload.of(fields), "en_US"));

        peer.expect(ConnectionMethod.Tune.class);
    }

    @Test
    @Tag("amqp091.connection.login-failure")
    void wrongPasswordIsToldToClientsThatUnderstandIt() {
        Peer peer = new Peer();
        peer.connection.start();
        peer.expect(ConnectionMethod.Start.class);

        peer.login(Peer.ALL_CAPABILITIES, "wrong");

        ConnectionMethod.Close close = peer.expectConnectionClosed(403);
        assertTrue(close.replyText().startsWith("ACCESS_REFUSED - Login was refused"), close.replyText());
        assertEquals(0, close.failedClass());
        assertFalse(peer.closeAfter.isEmpty(), "the socket does not stay open");
    }

    @Test
    @Tag("amqp091.connection.login-failure")
    void wrongPasswordEndsInSilenceForOldClients() {
        Peer peer = new Peer();
        peer.connection.start();
        peer.expect(ConnectionMethod.Start.class);

        peer.login(Map.of(), "wrong");

        peer.expectNothing();
        assertFalse(peer.closeAfter.isEmpty());
        peer.send(0, new ConnectionMethod.TuneOk(10, 4_096, 5));
        peer.expectNothing();
    }

    @Test
    @Tag("amqp091.connection.mechanism")
    void unknownMechanismIsRefused() {
        Peer peer = new Peer();
        peer.connection.start();
        peer.expect(ConnectionMethod.Start.class);

        peer.send(0, new ConnectionMethod.StartOk(Map.of(), "GUESS", Payload.EMPTY, "en_US"));

        peer.expectConnectionClosed(503);
    }

    @Test
    @Tag("amqp091.connection.plain")
    void malformedPlainResponseIsASyntaxError() {
        for (String response : new String[] {"", "user", "\0user", "x\0user\0secret", "\0user\0sec\0ret"}) {
            Peer peer = new Peer();
            peer.connection.start();
            peer.expect(ConnectionMethod.Start.class);

            peer.send(0, new ConnectionMethod.StartOk(Map.of(), "PLAIN", Payload.utf8(response), "en_US"));

            peer.expectConnectionClosed(502);
        }
    }

    @Test
    @Tag("amqp091.connection.tune")
    void tuningBeyondTheOfferIsNotAllowed() {
        for (ConnectionMethod.TuneOk wish : new ConnectionMethod.TuneOk[] {
            new ConnectionMethod.TuneOk(0, 131_072, 60),
            new ConnectionMethod.TuneOk(2_048, 131_072, 60),
            new ConnectionMethod.TuneOk(2_047, 0, 60),
            new ConnectionMethod.TuneOk(2_047, 4_095, 60),
            new ConnectionMethod.TuneOk(2_047, 131_073, 60)
        }) {
            Peer peer = new Peer();
            peer.connection.start();
            peer.expect(ConnectionMethod.Start.class);
            peer.login(Map.of(), "secret");
            peer.expect(ConnectionMethod.Tune.class);

            peer.send(0, wish);

            ConnectionMethod.Close close = peer.expectConnectionClosed(530);
            assertEquals(10, close.failedClass());
            assertEquals(31, close.failedMethod());
        }
    }

    @Test
    @Tag("amqp091.connection.open")
    void missingVhostIsNamed() {
        Peer peer = new Peer();
        peer.broker.refusal = new BrokerException(ErrorCode.NOT_FOUND, "no");
        peer.connection.start();
        peer.expect(ConnectionMethod.Start.class);
        peer.login(Map.of(), "secret");
        peer.expect(ConnectionMethod.Tune.class);

        peer.send(0, new ConnectionMethod.TuneOk(10, 4_096, 0), new ConnectionMethod.Open("nope", "", false));

        ConnectionMethod.Close close = peer.expectConnectionClosed(530);
        assertEquals("NOT_ALLOWED - vhost nope not found", close.replyText());
        assertFalse(peer.established);
    }

    @Test
    @Tag("amqp091.connection.states")
    void everyMethodInEveryStateBeforeOpenIsRefusedUnlessItIsTheNextStep() {
        int refused = 0;
        for (int state = 0; state < 3; state++) {
            for (Method method : Methods.all()) {
                int channel = method.classId() == ConnectionMethod.CLASS_ID ? 0 : 1;
                boolean allowed = method instanceof ConnectionMethod.Close
                        || (state == 0 && method instanceof ConnectionMethod.StartOk)
                        || (state == 1 && method instanceof ConnectionMethod.TuneOk)
                        || (state == 2 && method instanceof ConnectionMethod.Open);
                if (allowed) {
                    continue;
                }
                Peer peer = inState(state);
                peer.send(channel, method);
                ConnectionMethod.Close close = peer.expect(ConnectionMethod.Close.class);
                assertTrue(close.replyCode() >= 500, method + " in state " + state + ": " + close);
                assertTrue(peer.broker.calls.isEmpty(), "nothing reached the broker");
                refused++;
            }
        }
        assertTrue(refused > 150, "methods tried: " + refused);
    }

    private static Peer inState(int state) {
        Peer peer = new Peer();
        peer.connection.start();
        peer.expect(ConnectionMethod.Start.class);
        if (state >= 1) {
            peer.login(Map.of(), "secret");
            peer.expect(ConnectionMethod.Tune.class);
        }
        if (state >= 2) {
            peer.send(0, new ConnectionMethod.TuneOk(10, 4_096, 0));
        }
        return peer;
    }

    @Test
    @Tag("amqp091.connection.server-methods")
    void methodsOfTheServerAreInvalidFromAClient() {
        Peer peer = Peer.running().channel(1);

        peer.send(1, new BasicMethod.ConsumeOk("tag"));

        ConnectionMethod.Close close = peer.expectConnectionClosed(503);
        assertEquals(60, close.failedClass());
        assertEquals(21, close.failedMethod());
    }

    @Test
    @Tag("amqp091.channel.zero")
    void methodsOfChannelsOnChannelZeroAreAChannelError() {
        Peer peer = Peer.running();

        peer.send(0, new ChannelMethod.Open(""));

        peer.expectConnectionClosed(504);
    }

    @Test
    @Tag("amqp091.channel.unopened")
    void unopenedChannelIsAChannelError() {
        Peer peer = Peer.running();

        peer.send(3, new BasicMethod.Qos(0, 1, false));

        peer.expectConnectionClosed(504);
    }

    @Test
    @Tag("amqp091.channel.open")
    void openingAChannelTwiceIsAChannelError() {
        Peer peer = Peer.running().channel(1);

        peer.send(1, new ChannelMethod.Open(""));

        peer.expectConnectionClosed(504);
    }

    @Test
    @Tag("amqp091.channel.open")
    void channelNumbersAboveTheAgreedMaximumAreNotAllowed() {
        Peer peer = inState(2);
        peer.send(0, new ConnectionMethod.Open("/", "", false));
        peer.expect(ConnectionMethod.OpenOk.class);

        peer.send(11, new ChannelMethod.Open(""));

        peer.expectConnectionClosed(530);
    }

    @Test
    @Tag("amqp091.wire.arguments")
    void argumentsThatEndTooEarlyAreAFrameError() {
        Peer peer = Peer.running().channel(1);
        ByteBuf frame = Unpooled.buffer();
        frame.writeByte(1)
                .writeShort(1)
                .writeInt(5)
                .writeShort(60)
                .writeShort(20)
                .writeByte(0)
                .writeByte(0xCE);

        peer.raw(frame);

        ConnectionMethod.Close close = peer.expectConnectionClosed(501);
        assertEquals(60, close.failedClass());
        assertEquals(20, close.failedMethod());
    }

    @Test
    @Tag("amqp091.wire.arguments")
    void octetsBehindTheArgumentsAreAFrameError() {
        Peer peer = Peer.running().channel(1);
        ByteBuf frame = Unpooled.buffer();
        frame.writeByte(1)
                .writeShort(1)
                .writeInt(5)
                .writeShort(90)
                .writeShort(10)
                .writeByte(0)
                .writeByte(0xCE);

        peer.raw(frame);

        peer.expectConnectionClosed(501);
    }

    @Test
    @Tag("amqp091.wire.unknown-method")
    void unknownMethodIsInvalid() {
        Peer peer = Peer.running().channel(1);
        ByteBuf frame = Unpooled.buffer();
        frame.writeByte(1)
                .writeShort(1)
                .writeInt(4)
                .writeShort(60)
                .writeShort(999)
                .writeByte(0xCE);

        peer.raw(frame);

        peer.expectConnectionClosed(503);
    }

    @Test
    @Tag("amqp091.connection.close")
    void afterItsOwnCloseOnlyTheAnswerCounts() {
        Peer peer = Peer.running().channel(1);
        peer.send(0, new ChannelMethod.Open(""));
        peer.expectConnectionClosed(504);

        peer.send(1, new QueueMethod.Purge(0, "q", false));
        peer.expectNothing();
        assertFalse(peer.closed);
        peer.send(0, new ConnectionMethod.CloseOk());

        assertTrue(peer.closed);
        assertEquals(
                1, peer.broker.calls.stream().filter("close session"::equals).count());
    }

    @Test
    @Tag("amqp091.connection.close")
    void bothSidesMayCloseAtOnce() {
        Peer peer = Peer.running();
        peer.send(0, new ChannelMethod.Open(""));
        peer.expectConnectionClosed(504);

        peer.send(0, new ConnectionMethod.Close(200, "bye", 0, 0));

        peer.expect(ConnectionMethod.CloseOk.class);
        assertTrue(peer.closed);
    }

    @Test
    @Tag("amqp091.connection.close")
    void brokerHearsOfTheEndBeforeTheClientReadsCloseOk() {
        Peer peer = Peer.running();

        peer.send(0, new ConnectionMethod.Close(200, "bye", 0, 0));

        peer.expect(ConnectionMethod.CloseOk.class);
        assertTrue(peer.broker.calls.contains("close session"));
        assertTrue(peer.closed);
    }

    @Test
    @Tag("amqp091.connection.blocked")
    void publisherIsToldThatItIsHeldAndReadOnlyWhenResumed() {
        Peer peer = Peer.running().channel(1);
        peer.broker.act(() -> peer.broker.listener.publishingHeld("low on disk"));
        peer.expectNothing();
        assertTrue(peer.reading, "who does not publish is not held");

        peer.publish(1, new BasicMethod.Publish(0, "", "q", false, false), "m");
        assertEquals("low on disk", peer.expect(ConnectionMethod.Blocked.class).reason());
        assertFalse(peer.reading);
        peer.broker.act(() -> peer.broker.listener.publishingResumed());

        peer.expect(ConnectionMethod.Unblocked.class);
        assertTrue(peer.reading);
        assertEquals(1, peer.broker.published.size(), "what was read is kept");
    }

    @Test
    @Tag("amqp091.connection.blocked")
    void whoHasPublishedBeforeIsHeldAtOnce() {
        Peer peer = Peer.running().channel(1);
        peer.publish(1, new BasicMethod.Publish(0, "", "q", false, false), "m");

        peer.broker.act(() -> peer.broker.listener.publishingHeld("low on disk"));

        peer.expect(ConnectionMethod.Blocked.class);
        assertFalse(peer.reading);
    }

    @Test
    @Tag("amqp091.connection.capabilities")
    void clientWithoutTheCapabilityIsHeldInSilence() {
        Peer peer = new Peer().open(Map.of()).channel(1);
        peer.broker.act(() -> peer.broker.listener.publishingHeld("low on disk"));
        peer.runTasks();

        peer.publish(1, new BasicMethod.Publish(0, "", "q", false, false), "m");

        peer.expectNothing();
        assertFalse(peer.reading);
    }

    @Test
    @Tag("amqp091.connection.never-reading")
    void peerThatDoesNotReadAnswersIsNotRead() {
        Peer peer = Peer.running().channel(1);

        peer.pending = 5 << 20;
        peer.send(1, new BasicMethod.Qos(0, 1, false));
        assertFalse(peer.reading);
        peer.pending = 0;
        peer.connection.writable(true);
        peer.runTasks();

        assertTrue(peer.reading);
    }

    @Test
    @Tag("amqp091.connection.forced")
    void sessionThatTheBrokerEndsClosesTheConnection() {
        Peer peer = Peer.running();

        peer.broker.act(() -> peer.broker.listener.closed(new BrokerException(ErrorCode.CLOSED, "store failed")));

        assertTrue(peer.expectConnectionClosed(320).replyText().contains("store failed"));
    }

    @Test
    @Tag("amqp091.connection.update-secret")
    void newSecretIsTakenSinceNoLoginExpires() {
        Peer peer = Peer.running();

        peer.send(0, new ConnectionMethod.UpdateSecret(Payload.utf8("another"), "renewed"));

        peer.expect(ConnectionMethod.UpdateSecretOk.class);
    }

    @Test
    void signOfLifeIsAHeartbeatFrame() {
        Peer peer = Peer.running();

        peer.connection.signOfLife();

        assertEquals(1, peer.heartbeatsReceived);
    }

    @Test
    void lostSocketEndsTheSession() {
        Peer peer = Peer.running().channel(1);

        peer.connection.disconnected();

        assertTrue(peer.broker.calls.contains("close session"));
    }

    @Test
    @Tag("amqp091.wire.frame-size")
    void frameLargerThanAgreedClosesBeforeItsBodyCame() {
        Peer peer = Peer.running().channel(1);
        ByteBuf head = Unpooled.buffer().writeByte(3).writeShort(1).writeInt(131_072 + 1);

        peer.raw(head);

        peer.expectConnectionClosed(501);
    }

    @Test
    @Tag("amqp091.connection.before-login")
    void framesBeforeLoginAreSmall() {
        Peer peer = new Peer();
        peer.connection.start();
        peer.expect(ConnectionMethod.Start.class);

        peer.raw(Unpooled.buffer().writeByte(1).writeShort(0).writeInt(AmqpLimits.HANDSHAKE_FRAME + 1));

        peer.expectConnectionClosed(501);
    }

    @Test
    @Tag("amqp091.wire.split")
    void methodsSplitAtAnyOctetAreTheSame() {
        Peer peer = Peer.running().channel(1);
        ByteBuf out = Unpooled.buffer();
        new FrameWriter().method(out, 1, new BasicMethod.Qos(0, 7, false));

        while (out.isReadable()) {
            peer.raw(out.readSlice(1));
        }

        assertNotNull(peer.expect(BasicMethod.QosOk.class));
    }
}
