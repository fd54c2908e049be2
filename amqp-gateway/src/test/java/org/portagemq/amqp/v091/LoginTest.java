// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.amqp.v091;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.portagemq.core.api.Authenticator;
import org.portagemq.core.api.ConnectionInfo;
import org.portagemq.core.api.Principal;

/** Which mechanisms a client is offered. */
class LoginTest {

    /** Takes passwords on encrypted connections only. */
    private record Careful(Optional<String> anonymousUser) implements Authenticator {
        @Override
        public CompletionStage<Principal> authenticate(String name, byte[] password, ConnectionInfo connection) {
            return CompletableFuture.failedFuture(new AssertionError("not asked for here"));
        }

        @Override
        public boolean takesPasswords(ConnectionInfo connection) {
            return connection.encrypted();
        }
    }

    private static String offered(boolean encrypted, Optional<String> certified, Optional<String> anonymous) {
        ConnectionInfo info = new ConnectionInfo(1, "amqp", null, false, encrypted);
        return new Login(new Careful(anonymous), info, certified).mechanisms();
    }

    @Test
    @Tag("amqp091.connection.cleartext")
    void passwordsAreAskedForOnlyWhereTheyAreTaken() {
        assertEquals("PLAIN AMQPLAIN", offered(true, Optional.empty(), Optional.empty()));
        assertEquals("", offered(false, Optional.empty(), Optional.empty()));
        assertEquals("ANONYMOUS", offered(false, Optional.empty(), Optional.of("nobody")));
        assertEquals("PLAIN AMQPLAIN EXTERNAL ANONYMOUS", offered(true, Optional.of("ann"), Optional.of("nobody")));
    }
}
