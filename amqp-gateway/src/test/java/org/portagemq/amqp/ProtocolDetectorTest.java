// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.amqp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.portagemq.amqp.v091.wire.ConnectionMethod;
import org.portagemq.amqp.v091.wire.FrameWriter;
import org.portagemq.amqp.v091.wire.Method;
import org.portagemq.core.api.Payload;
import org.portagemq.core.api.Principal;
import org.portagemq.core.settings.Settings;
import org.portagemq.transport.ConnectionRegistry;

class ProtocolDetectorTest {

    private static final byte[] OURS = {'A', 'M', 'Q', 'P', 0, 0, 9, 1};

    private final EmbeddedChannel channel = new EmbeddedChannel();

    private EmbeddedChannel accept() {
        AmqpGateway gateway = new AmqpGateway(
                "amqp",
                "AMQP",
                null,
                (name, password, info) -> CompletableFuture.completedFuture(new Principal(name, Set.of())),
                Settings.defaults());
        ConnectionRegistry registry = new ConnectionRegistry(Settings.defaults());
        gateway.initialize(registry.admit(channel, gateway.name()).orElseThrow());
        return channel;
    }

    private void send(byte... octets) {
        channel.writeInbound(Unpooled.wrappedBuffer(octets));
        channel.runPendingTasks();
    }

    private void assertGreeted() {
        ByteBuf start = channel.readOutbound();
        assertEquals(1, start.getByte(0), "a method frame");
        assertEquals(10, start.getShort(7), "of class connection");
        assertEquals(10, start.getShort(9), "start");
        start.release();
    }

    @Test
    @Tag("amqp091.header.0-9-1")
    void headerOfTheProtocolIsAnsweredWithStart() {
        accept();

        send(OURS);

        assertGreeted();
    }

    @Test
    @Tag("amqp091.header.0-9-1")
    void headerMayComeOctetByOctet() {
        accept();
        for (byte octet : OURS) {
            assertNull(channel.readOutbound());
            send(octet);
        }

        assertGreeted();
    }

    @Test
    @Tag("amqp091.header.0-9")
    void olderHeaderMeansTheSame() {
        accept();

        send(new byte[] {'A', 'M', 'Q', 'P', 1, 1, 0, 9});

        assertGreeted();
    }

    @Test
    @Tag("amqp091.header.others")
    @Tag("amqp10.connect.headers")
    void everythingElseIsAnsweredWithTheRightHeaderAndClosed() {
        for (byte[] wrong : new byte[][] {
            {'A', 'M', 'Q', 'P', 2, 1, 0, 0},
            {'A', 'M', 'Q', 'P', 1, 1, 8, 0},
            "GET / HTTP/1.1\r\n".getBytes(StandardCharsets.US_ASCII),
            {0x16, 3, 1, 0},
            {0, 0, 0, 0, 0, 0, 0, 0}
        }) {
            ProtocolDetectorTest fresh = new ProtocolDetectorTest();
            fresh.accept();

            fresh.send(wrong);

            ByteBuf answer = fresh.channel.readOutbound();
            assertEquals(ByteBufUtil.hexDump(OURS), ByteBufUtil.hexDump(answer));
            answer.release();
            assertFalse(fresh.channel.isOpen());
        }
    }

    @Test
    @Tag("amqp091.connection.heartbeat")
    void silentPeerIsClosedAfterTwoAndAHalfHeartbeatsAndHearsOneWithinEach() {
        accept();
        channel.freezeTime();
        send(OURS);
        assertGreeted();
        write(new ConnectionMethod.StartOk(java.util.Map.of(), "PLAIN", Payload.utf8("\0u\0p"), "en_US"));
        channel.releaseOutbound();
        write(new ConnectionMethod.TuneOk(10, 4_096, 10));

        advance(6);
        ByteBuf heartbeat = channel.readOutbound();
        assertEquals("080000" + "00000000" + "ce", ByteBufUtil.hexDump(heartbeat));
        heartbeat.release();
        advance(14);
        assertTrue(channel.isOpen());
        advance(10);

        assertFalse(channel.isOpen());
        channel.releaseOutbound();
    }

    private void write(Method method) {
        ByteBuf out = Unpooled.buffer();
        new FrameWriter().method(out, 0, method);
        channel.writeInbound(out);
        channel.runPendingTasks();
    }

    private void advance(int seconds) {
        for (int i = 0; i < seconds; i++) {
            channel.advanceTimeBy(1, TimeUnit.SECONDS);
            channel.runScheduledPendingTasks();
        }
    }
}
