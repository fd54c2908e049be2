// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.transport;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.concurrent.CompletionStage;
import org.portagemq.core.api.Authenticator;
import org.portagemq.core.api.ConnectionInfo;
import org.portagemq.core.api.Payload;
import org.portagemq.core.api.Principal;

/** What an HTTP {@code Authorization} header says: Basic (RFC 7617) or Bearer (RFC 6750). Immutable. */
public sealed interface HttpAuthorization {

    /** Who it is. Completes as the authenticator's methods do. */
    CompletionStage<Principal> check(Authenticator authenticator, ConnectionInfo connection);

    /** A name and what proves it. */
    record Basic(String name, Payload password) implements HttpAuthorization {

        @Override
        public CompletionStage<Principal> check(Authenticator authenticator, ConnectionInfo connection) {
            return authenticator.authenticate(name, password.array(), connection);
        }
    }

    /** A token, which is a name and its proof in one. */
    record Bearer(String token) implements HttpAuthorization {

        @Override
        public CompletionStage<Principal> check(Authenticator authenticator, ConnectionInfo connection) {
            return authenticator.authenticateToken(token, connection);
        }

        /** Nobody should find it in a log. */
        @Override
        public String toString() {
            return "Bearer";
        }
    }

    /**
     * Reads the header.
     *
     * @throws IllegalArgumentException when it is of another scheme, or not well formed, with text for the client
     */
    static HttpAuthorization of(String header) {
        int blank = header.indexOf(' ');
        String scheme = blank < 0 ? header : header.substring(0, blank);
        String rest = blank < 0 ? "" : header.substring(blank).strip();
        if (scheme.equalsIgnoreCase("Bearer") && !rest.isEmpty()) {
            return new Bearer(rest);
        }
        if (scheme.equalsIgnoreCase("Basic")) {
            return basic(rest);
        }
        throw new IllegalArgumentException("Of HTTP's ways to log in only Basic and Bearer are known here.");
    }

    private static Basic basic(String encoded) {
        byte[] pair = decoded(encoded);
        int colon = 0;
        while (colon < pair.length && pair[colon] != ':') {
            colon++;
        }
        if (colon == pair.length) {
            throw new IllegalArgumentException("The Authorization header has no colon between name and password.");
        }
        String name = new String(pair, 0, colon, StandardCharsets.UTF_8);
        return new Basic(name, Payload.of(Arrays.copyOfRange(pair, colon + 1, pair.length)));
    }

    private static byte[] decoded(String encoded) {
        try {
            return Base64.getDecoder().decode(encoded);
        } catch (IllegalArgumentException noBase64) {
            throw new IllegalArgumentException("The Authorization header is not in base 64.", noBase64);
        }
    }
}
