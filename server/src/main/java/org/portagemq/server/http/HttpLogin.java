// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.server.http;

import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.portagemq.core.api.Authenticator;
import org.portagemq.core.api.BrokerException;
import org.portagemq.core.api.ConnectionInfo;
import org.portagemq.core.api.ErrorCode;
import org.portagemq.core.api.Principal;
import org.portagemq.transport.HttpAuthorization;

/** Reads a user from an {@code Authorization} header. */
final class HttpLogin {

    static final String MONITORING = "monitoring";

    private static final Set<String> MAY_WATCH = Set.of(MONITORING, Principal.ADMINISTRATOR);

    private final Authenticator authenticator;

    HttpLogin(Authenticator authenticator) {
        this.authenticator = authenticator;
    }

    /** Who asks; fails with {@link ErrorCode#ACCESS_REFUSED} when the header is missing, no header, or wrong. */
    CompletionStage<Principal> principal(String authorization, ConnectionInfo connection) {
        if (authorization == null) {
            return refused("a user is needed");
        }
        try {
            return HttpAuthorization.of(authorization).check(authenticator, connection);
        } catch (IllegalArgumentException malformed) {
            return refused(malformed.getMessage());
        }
    }

    boolean mayWatch(Principal principal) {
        return principal.tags().stream().anyMatch(MAY_WATCH::contains);
    }

    private static CompletionStage<Principal> refused(String why) {
        return CompletableFuture.failedFuture(new BrokerException(ErrorCode.ACCESS_REFUSED, why));
    }
}
