// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.client.remote;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;

class EndpointTest {

    @Test
    void anAddressIsReadAsItIsWritten() {
        assertEquals(new Endpoint("localhost", 9876), Endpoint.parse("localhost:9876"));
        assertEquals(new Endpoint("::1", 9876), Endpoint.parse("[::1]:9876"));
        assertEquals("[::1]:9876", Endpoint.parse("[::1]:9876").toString());
    }

    @Test
    void whatIsNoAddressIsRefused() {
        for (String text : new String[] {"localhost", ":1", "a:", "a:0", "a:65536", "a:b"}) {
            assertThrows(IllegalArgumentException.class, () -> Endpoint.parse(text), text);
        }
    }
}
