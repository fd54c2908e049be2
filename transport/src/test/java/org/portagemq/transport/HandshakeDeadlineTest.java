// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.transport;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netty.channel.embedded.EmbeddedChannel;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.portagemq.core.settings.Settings;

class HandshakeDeadlineTest {

    private final EmbeddedChannel channel = new EmbeddedChannel();
    private final Connection connection =
            new ConnectionRegistry(Settings.defaults()).admit(channel, "test").orElseThrow();

    @BeforeEach
    void freeze() {
        channel.freezeTime();
        channel.pipeline().addLast(new HandshakeDeadline(Duration.ofSeconds(10)));
    }

    @AfterEach
    void finish() {
        channel.finishAndReleaseAll();
    }

    @Test
    void aConnectionThatHasNotLoggedInIsClosedHoweverMuchItSends() {
        for (int second = 0; second < 9; second++) {
            channel.writeInbound("byte");
            advance(1);
        }
        assertTrue(channel.isOpen());
        advance(1);
        assertFalse(channel.isOpen());
    }

    @Test
    void anEstablishedConnectionStaysOpen() {
        advance(9);
        connection.established();
        advance(1_000);
        assertTrue(channel.isOpen());
        assertTrue(channel.pipeline().get(HandshakeDeadline.class) == null);
    }

    private void advance(int seconds) {
        channel.advanceTimeBy(seconds, TimeUnit.SECONDS);
        channel.runScheduledPendingTasks();
    }
}
