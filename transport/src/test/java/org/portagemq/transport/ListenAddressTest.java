// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.transport;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import org.junit.jupiter.api.Test;

class ListenAddressTest {

    @Test
    void localhostIsTheLoopbackAddressOfEachFamilyThatTheMachineHas() throws Exception {
        var addresses = ListenAddress.localhost(5672).resolve();
        assertEquals("127.0.0.1", addresses.get(0).getAddress().getHostAddress());
        assertTrue(addresses.stream().allMatch(address -> address.getAddress().isLoopbackAddress()));
        assertTrue(addresses.stream().allMatch(address -> address.getPort() == 5672));
    }

    @Test
    void aStarMeansAllAddresses() throws Exception {
        var addresses = new ListenAddress("*", 1).resolve();
        assertEquals(1, addresses.size());
        assertTrue(addresses.get(0).getAddress().isAnyLocalAddress());
    }

    @Test
    void anUnknownHostIsNamed() {
        IOException unknown = assertThrows(IOException.class, () -> new ListenAddress("no such host", 1).resolve());
        assertTrue(unknown.getMessage().contains("no such host"), unknown.getMessage());
    }

    @Test
    void aPortOutOfRangeIsRefused() {
        assertThrows(IllegalArgumentException.class, () -> new ListenAddress("*", 65_536));
        assertThrows(IllegalArgumentException.class, () -> new ListenAddress("*", -1));
    }

    @Test
    void anIpv6AddressIsShownInBrackets() throws Exception {
        assertEquals(
                "[::1]:5672",
                ListenAddress.text(
                        new InetSocketAddress(address(0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1), 5672)));
        assertEquals("127.0.0.1:1", ListenAddress.text(new InetSocketAddress(address(127, 0, 0, 1), 1)));
    }

    private static InetAddress address(int... octets) throws UnknownHostException {
        byte[] bytes = new byte[octets.length];
        for (int at = 0; at < octets.length; at++) {
            bytes[at] = (byte) octets[at];
        }
        return InetAddress.getByAddress(bytes);
    }
}
