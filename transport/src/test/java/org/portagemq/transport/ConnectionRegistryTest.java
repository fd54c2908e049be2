// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.transport;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netty.channel.embedded.EmbeddedChannel;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.UnknownHostException;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.portagemq.core.settings.Setting;
import org.portagemq.core.settings.Settings;

class ConnectionRegistryTest {

    /** A channel that claims to come from somewhere. */
    private static final class From extends EmbeddedChannel {
        private final InetSocketAddress peer;

        private From(String address) throws UnknownHostException {
            this.peer = new InetSocketAddress(InetAddress.getByName(address), 40_000);
        }

        @Override
        protected SocketAddress remoteAddress0() {
            return peer;
        }

        static From address(String address) throws Exception {
            return new From(address);
        }
    }

    @Test
    void aConnectionKnowsWhetherOthersCanReadIt() throws Exception {
        ConnectionRegistry registry = new ConnectionRegistry(Settings.defaults());
        assertTrue(registry.admit(From.address("127.0.0.1"), "amqp", false)
                .orElseThrow()
                .info()
                .confidential());
        assertTrue(registry.admit(From.address("192.0.2.7"), "amqp", true)
                .orElseThrow()
                .info()
                .confidential());
        assertFalse(registry.admit(From.address("192.0.2.7"), "amqp", false)
                .orElseThrow()
                .info()
                .confidential());
    }

    @Test
    void aNameIsOneConnectionsUntilItGivesItBackOrIsClosed() throws Exception {
        ConnectionRegistry registry = new ConnectionRegistry(Settings.defaults());
        From channel = From.address("127.0.0.1");
        Connection first = registry.admit(channel, "amqp").orElseThrow();
        Connection second = registry.admit(From.address("127.0.0.1"), "amqps").orElseThrow();
        assertTrue(first.takeName("a"));
        assertFalse(second.takeName("a"));
        assertTrue(second.takeName("b"));
        first.giveBackNames();
        assertTrue(second.takeName("a"));
        assertFalse(first.takeName("b"));
        second.giveBackNames();
        assertTrue(first.takeName("a"));
        channel.close().sync();
        assertTrue(second.takeName("a"));
        assertFalse(first.takeName("c"), "a closed connection has no names");
    }

    @Test
    void connectionsHaveDifferentIdsAndTheirPeersAddress() throws Exception {
        ConnectionRegistry registry = new ConnectionRegistry(Settings.defaults());
        Connection first = registry.admit(From.address("127.0.0.1"), "amqp").orElseThrow();
        Connection second = registry.admit(From.address("192.0.2.7"), "amqp").orElseThrow();
        assertNotEquals(first.info().id(), second.info().id());
        assertTrue(first.info().loopback());
        assertFalse(second.info().loopback());
        assertEquals("amqp", first.info().protocol());
        assertEquals(2, registry.counts().open());
        assertEquals(Map.of("amqp", 2), registry.counts().openByProtocol());
    }

    @Test
    void theLimitInAllRefusesTheNextAndAClosedOneMakesRoom() throws Exception {
        ConnectionRegistry registry = new ConnectionRegistry(limit(TransportSettings.CONNECTIONS, 2));
        From first = From.address("192.0.2.1");
        assertTrue(registry.admit(first, "amqp").isPresent());
        assertTrue(registry.admit(From.address("192.0.2.2"), "amqp").isPresent());
        assertEquals(Optional.empty(), registry.admit(From.address("192.0.2.3"), "amqp"));
        assertEquals(1, registry.counts().refused());
        first.close();
        assertTrue(registry.admit(From.address("192.0.2.3"), "amqp").isPresent());
        assertEquals(3, registry.counts().accepted());
    }

    @Test
    void oneAddressCannotTakeMoreThanItsShare() throws Exception {
        ConnectionRegistry registry = new ConnectionRegistry(limit(TransportSettings.CONNECTIONS_PER_ADDRESS, 1));
        assertTrue(registry.admit(From.address("192.0.2.1"), "amqp").isPresent());
        assertTrue(registry.admit(From.address("192.0.2.1"), "amqp").isEmpty());
        assertTrue(registry.admit(From.address("192.0.2.2"), "amqp").isPresent());
    }

    @Test
    void aNetworkOfIpv6CountsAsOneAddress() throws Exception {
        ConnectionRegistry registry = new ConnectionRegistry(limit(TransportSettings.CONNECTIONS_PER_ADDRESS, 1));
        assertTrue(registry.admit(From.address("2001:db8:0:1::1"), "amqp").isPresent());
        assertTrue(registry.admit(From.address("2001:db8:0:1::2"), "amqp").isEmpty());
        assertTrue(registry.admit(From.address("2001:db8:0:2::1"), "amqp").isPresent());
    }

    @Test
    void onlySoManyMayBeBeforeLoginAndALoginMakesRoom() throws Exception {
        ConnectionRegistry registry = new ConnectionRegistry(limit(TransportSettings.HANDSHAKES_PER_ADDRESS, 1));
        Connection first = registry.admit(From.address("192.0.2.1"), "amqp").orElseThrow();
        assertTrue(registry.admit(From.address("192.0.2.1"), "amqp").isEmpty());
        first.established();
        first.established();
        Connection second = registry.admit(From.address("192.0.2.1"), "amqp").orElseThrow();
        assertTrue(registry.admit(From.address("192.0.2.1"), "amqp").isEmpty());
        second.channel().close();
        assertTrue(registry.admit(From.address("192.0.2.1"), "amqp").isPresent());
    }

    @Test
    void aClosedConnectionIsForgottenOnce() throws Exception {
        ConnectionRegistry registry = new ConnectionRegistry(Settings.defaults());
        Connection connection =
                registry.admit(From.address("192.0.2.1"), "amqp").orElseThrow();
        connection.established();
        connection.channel().close();
        connection.channel().close();
        assertEquals(0, registry.counts().open());
        assertEquals(Map.of("amqp", 0), registry.counts().openByProtocol());
    }

    private static Settings limit(Setting<Long> setting, long value) {
        return Settings.of(Map.of(setting.key(), Long.toString(value)));
    }
}
