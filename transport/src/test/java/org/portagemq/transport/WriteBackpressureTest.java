// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.transport;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.netty.buffer.Unpooled;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.channel.embedded.EmbeddedChannel;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class WriteBackpressureTest {

    @Test
    void theGatewayIsToldWhenThePeerFallsBehindAndWhenItHasCaughtUp() {
        List<Boolean> told = new ArrayList<>();
        EmbeddedChannel channel = new EmbeddedChannel(new WriteBackpressure(told::add));
        channel.config().setWriteBufferWaterMark(new WriteBufferWaterMark(5_000, 10_000));
        channel.write(Unpooled.wrappedBuffer(new byte[6_000]));
        channel.runPendingTasks();
        assertEquals(List.of(), told);
        channel.write(Unpooled.wrappedBuffer(new byte[6_000]));
        channel.runPendingTasks();
        assertEquals(List.of(false), told);
        channel.flush();
        channel.runPendingTasks();
        assertEquals(List.of(false, true), told);
        channel.finishAndReleaseAll();
    }
}
