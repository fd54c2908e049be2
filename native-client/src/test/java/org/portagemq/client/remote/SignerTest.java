// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.client.remote;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.portagemq.client.codec.Command;
import org.portagemq.client.config.Credentials;

class SignerTest {

    @Test
    void aRequestIsSignedAsOtherClientsDo() {
        Credentials credentials = Credentials.of("root", "12345678");
        Map<String, String> signed = new Signer(credentials).sign(Map.of("topic", "TBW102"), Command.NO_BODY);
        assertEquals("gmYU00JEyRUfDrMPt4KIxxCafKU=", signed.get("Signature"));
        assertFalse(credentials.toString().contains("12345678"));
    }
}
