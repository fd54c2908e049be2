// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.jms.options;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.URI;
import java.util.List;
import org.junit.jupiter.api.Test;

class ConnectionOptionsTest {

    private static ConnectionOptions read(String address) {
        ConnectionOptions options = new ConnectionOptions();
        options.readAddress(address);
        return options;
    }

    @Test
    void anAddressCarriesOptions() {
        ConnectionOptions options =
                read("portage://h:1?jms.clientID=a%20b&jms.prefetchPolicy.all=7&JMS.USERNAME=u&jms.forceSyncSend=true");
        assertEquals(List.of(URI.create("portage://h:1")), options.addresses());
        assertEquals("a b", options.clientId());
        assertEquals("u", options.user());
        assertEquals(7, options.queuePrefetch());
        assertEquals(7, options.topicPrefetch());
        assertTrue(options.forceSyncSend());
    }

    @Test
    void severalAddressesShareThem() {
        for (String prefix : List.of("", "failover:", "failover://")) {
            ConnectionOptions options = read(prefix + "(portage://a:1, vm://b)?jms.validatePropertyNames=false");
            assertEquals(List.of(URI.create("portage://a:1"), URI.create("vm://b")), options.addresses());
            assertFalse(options.validatePropertyNames());
        }
        assertEquals(
                List.of(URI.create("vm://a?create=false")),
                read("vm://a?create=false&jms.username=u").addresses());
    }

    @Test
    void whatIsNotUnderstoodIsRefusedByName() {
        assertRefused("portage://h?jms.prefetch=1", "jms.prefetch");
        assertRefused("portage://h?jms.forceSyncSend=maybe", "forceSyncSend");
        assertRefused("portage://h?jms.prefetchPolicy.all=-1", "prefetchPolicy.all");
        assertRefused("(portage://h", "bracket");
        assertRefused("localhost:1", "'localhost:1'");
    }

    private static void assertRefused(String address, String name) {
        String text = assertThrows(IllegalArgumentException.class, () -> read(address))
                .getMessage();
        assertTrue(text.contains(name), text);
    }
}
