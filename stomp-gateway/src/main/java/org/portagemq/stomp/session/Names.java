// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.stomp.session;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.Base64;
import java.util.UUID;

/** Names of what the server makes for its clients. */
final class Names {

    private static final Base64.Encoder TEXT = Base64.getUrlEncoder().withoutPadding();
    private static final int HASH_BYTES = 16;

    private Names() {}

    /** Of the queue of a subscription to a topic that ends with its connection. */
    static String newSubscription() {
        return "stomp-subscription-" + random();
    }

    static String newTemporaryQueue() {
        return "stomp-temporary-" + random();
    }

    /** Of a connection: short, and in no need of an escape. */
    static String newConnection() {
        return random().substring(0, 10);
    }

    /** Of the queue of a durable subscription: the same for the same parts. */
    static String durableSubscription(String... parts) {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256")
                    .digest(String.join("\n", parts).getBytes(StandardCharsets.UTF_8));
            return "stomp-subscription-" + TEXT.encodeToString(Arrays.copyOf(hash, HASH_BYTES));
        } catch (NoSuchAlgorithmException missing) {
            throw new IllegalStateException("every Java has SHA-256", missing);
        }
    }

    private static String random() {
        return UUID.randomUUID().toString().replace("-", "");
    }
}
