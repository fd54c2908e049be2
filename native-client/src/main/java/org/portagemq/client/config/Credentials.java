// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.client.config;

import java.util.Objects;
import java.util.function.Supplier;

/**
 * Who the client is: an access key, which is a user's name, and the secret that its requests are signed with. The secret is asked
 * for at each connection, so that it can change.
 *
 * @param secret never printed
 */
public record Credentials(String accessKey, Supplier<String> secret) {

    public Credentials {
        Objects.requireNonNull(accessKey, "accessKey");
        Objects.requireNonNull(secret, "secret");
    }

    public static Credentials of(String accessKey, String secret) {
        Objects.requireNonNull(secret, "secret");
        return new Credentials(accessKey, () -> secret);
    }

    @Override
    public String toString() {
        return "Credentials[" + accessKey + "]";
    }
}
