// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.transport;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.channel.embedded.EmbeddedChannel;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class HeartbeatTest {

    private final EmbeddedChannel channel = new EmbeddedChannel();
    private final Counting counting = new Counting();

    private static final class Counting implements Heartbeat.Listener {
        private int signs;
        private int silences;

        @Override
        public void sendSignOfLife(ChannelHandlerContext ctx) {
            signs++;
            ctx.writeAndFlush(Unpooled.EMPTY_BUFFER);
        }

        @Override
        public void peerSilent(ChannelHandlerContext ctx) {
            silences++;
        }
    }

    @BeforeEach
    void freeze() {
        channel.freezeTime();
    }

    @AfterEach
    void finish() {
        channel.finishAndReleaseAll();
    }

    @Test
    void aPeerThatIsSilentForTheTimeoutIsReportedOnce() {
        add(20, 0);
        advance(19);
        assertEquals(0, counting.silences);
        advance(1);
        assertEquals(1, counting.silences);
        advance(100);
        assertEquals(1, counting.silences);
    }

    @Test
    void bytesFromThePeerStartTheTimeoutAgain() {
        add(20, 0);
        advance(15);
        channel.writeInbound("bytes");
        advance(19);
        assertEquals(0, counting.silences);
        advance(1);
        assertEquals(1, counting.silences);
    }

    @Test
    void silenceIsNotCountedWhileWeDoNotRead() {
        add(20, 0);
        channel.config().setAutoRead(false);
        advance(1_000);
        assertEquals(0, counting.silences);
        channel.config().setAutoRead(true);
        advance(9);
        assertEquals(0, counting.silences);
        advance(20);
        assertEquals(1, counting.silences);
    }

    @Test
    void ownSilenceAsksForASignOfLifeEachInterval() {
        add(0, 10);
        advance(9);
        assertEquals(0, counting.signs);
        advance(1);
        assertEquals(1, counting.signs);
        advance(10);
        assertEquals(2, counting.signs);
    }

    @Test
    void ownBytesMakeASignOfLifeNeedless() {
        add(0, 10);
        advance(9);
        channel.writeOutbound("bytes");
        advance(9);
        assertEquals(0, counting.signs);
        advance(1);
        assertEquals(1, counting.signs);
    }

    @Test
    void signsOfLifeDoNotPileUpBehindBytesThatThePeerDoesNotTake() {
        add(0, 10);
        channel.config().setWriteBufferWaterMark(new WriteBufferWaterMark(1, 2));
        channel.write(Unpooled.wrappedBuffer(new byte[100]));
        assertFalse(channel.isWritable());
        advance(50);
        assertEquals(0, counting.signs);
    }

    @Test
    void zeroTurnsEachDirectionOff() {
        add(0, 0);
        advance(100_000);
        assertEquals(0, counting.signs);
        assertEquals(0, counting.silences);
    }

    @Test
    void aClosedChannelIsLeftAlone() {
        add(20, 10);
        channel.close();
        advance(100);
        assertEquals(0, counting.signs);
        assertEquals(0, counting.silences);
    }

    private void add(int readSeconds, int writeSeconds) {
        channel.pipeline()
                .addLast(new Heartbeat(Duration.ofSeconds(readSeconds), Duration.ofSeconds(writeSeconds), counting));
    }

    private void advance(int seconds) {
        for (int second = 0; second < seconds; second++) {
            channel.advanceTimeBy(1, TimeUnit.SECONDS);
            channel.runScheduledPendingTasks();
        }
    }
}
