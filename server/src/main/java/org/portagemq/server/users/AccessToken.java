// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.server.users;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.HexFormat;
import org.portagemq.core.api.Principal;

/**
 * A token as it is stored: it logs in as its user without a password. The secret itself is shown once, when it is made; what
 * is kept is its SHA-256, which is enough for 256 random bits.
 *
 * @param label by which the user's tokens are told apart
 * @param hash of the secret, in hexadecimal digits
 * @param untilMs epoch ms; {@link Principal#FOR_EVER} when it does not expire
 */
public record AccessToken(String label, String hash, long untilMs) {

    private static final int SECRET_BYTES = 32;
    private static final int HASH_DIGITS = 64;
    private static final int MAX_LABEL = 64;
    private static final String PREFIX = "pmq_";
    private static final SecureRandom RANDOM = new SecureRandom();

    public AccessToken {
        if (label.isEmpty() || label.length() > MAX_LABEL || label.chars().anyMatch(Character::isISOControl)) {
            throw new IllegalArgumentException(
                    "a token's label has 1 to " + MAX_LABEL + " characters and no control characters");
        }
        if (hash.length() != HASH_DIGITS) {
            throw new IllegalArgumentException("a token's hash has " + HASH_DIGITS + " digits");
        }
    }

    /** A new one, with its secret. */
    public record Issued(String secret, AccessToken token) {}

    /** Makes a new one. */
    public static Issued issue(String label, long untilMs) {
        byte[] secret = new byte[SECRET_BYTES];
        RANDOM.nextBytes(secret);
        String text = PREFIX + Base64.getUrlEncoder().withoutPadding().encodeToString(secret);
        return new Issued(text, new AccessToken(label, hash(text), untilMs));
    }

    static String hash(String secret) {
        try {
            MessageDigest sha = MessageDigest.getInstance("SHA-256");
            return HexFormat.of().formatHex(sha.digest(secret.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException missing) {
            throw new IllegalStateException("this Java has no SHA-256", missing);
        }
    }
}
