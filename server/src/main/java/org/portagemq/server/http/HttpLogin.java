// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.server.http;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.portagemq.core.api.Authenticator;
import org.portagemq.core.api.BrokerException;
import org.portagemq.core.api.ConnectionInfo;
import org.portagemq.core.api.ErrorCode;
import org.portagemq.core.api.Principal;

/** Reads a user from an {@code Authorization: Basic} header. */
final class HttpLogin {

    static final String MONITORING = "monitoring";

    private static final String BASIC = "Basic ";
    private static final Set<String> MAY_WATCH = Set.of(MONITORING, Principal.ADMINISTRATOR);

    private final Authenticator authenticator;

    HttpLogin(Authenticator authenticator) {
        this.authenticator = authenticator;
    }

    /** Who asks; fails with {@link ErrorCode#ACCESS_REFUSED} when the header is missing, no header, or wrong. */
    CompletionStage<Principal> principal(String authorization, ConnectionInfo connection) {
        if (authorization == null || !authorization.regionMatches(true, 0, BASIC, 0, BASIC.length())) {
            return refused("a user is needed");
        }
        byte[] pair;
        try {
            pair = Base64.getDecoder()
                    .decode(authorization.substring(BASIC.length()).strip());
        } catch (IllegalArgumentException noBase64) {
            return refused("the Authorization header is not base 64");
        }
        int colon = 0;
        while (colon < pair.length && pair[colon] != ':') {
            colon++;
        }
        if (colon == pair.length) {
            return refused("the Authorization header has no colon");
        }
        String name = new String(pair, 0, colon, StandardCharsets.UTF_8);
        return authenticator.authenticate(name, Arrays.copyOfRange(pair, colon + 1, pair.length), connection);
    }

    boolean mayWatch(Principal principal) {
        return principal.tags().stream().anyMatch(MAY_WATCH::contains);
    }

    private static CompletionStage<Principal> refused(String why) {
        return CompletableFuture.failedFuture(new BrokerException(ErrorCode.ACCESS_REFUSED, why));
    }
}
