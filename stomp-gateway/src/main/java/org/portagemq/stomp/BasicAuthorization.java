// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.stomp;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import org.portagemq.core.api.Payload;
import org.portagemq.stomp.message.StompException;
import org.portagemq.stomp.session.Credentials;

/** Name and password of an HTTP {@code Authorization} header. */
final class BasicAuthorization {

    private static final String BASIC = "Basic ";

    private BasicAuthorization() {}

    /** @throws StompException when it is of another scheme, or not well formed */
    static Credentials read(String header) {
        if (!header.regionMatches(true, 0, BASIC, 0, BASIC.length())) {
            throw new StompException("access refused", "Of HTTP's ways to log in only Basic is supported here.");
        }
        try {
            byte[] pair =
                    Base64.getDecoder().decode(header.substring(BASIC.length()).strip());
            String text = new String(pair, StandardCharsets.UTF_8);
            int colon = text.indexOf(':');
            if (colon > 0) {
                String name = text.substring(0, colon);
                int start = name.getBytes(StandardCharsets.UTF_8).length + 1;
                byte[] password = Arrays.copyOfRange(pair, Math.min(start, pair.length), pair.length);
                return new Credentials(name, Payload.of(password));
            }
        } catch (IllegalArgumentException noBase64) {
            // The same refusal.
        }
        throw new StompException("access refused", "The Authorization header of the request is not well formed.");
    }
}
