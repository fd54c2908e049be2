// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.server.users;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.Optional;
import javax.crypto.Mac;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.PBEKeySpec;
import javax.crypto.spec.SecretKeySpec;

/** The hash functions of SCRAM (RFC 5802, section 3), and what is kept of a password under each. */
enum ScramHash {
    SHA_512("SCRAM-SHA-512", "SHA-512", "HmacSHA512", "PBKDF2WithHmacSHA512", 64),
    SHA_256("SCRAM-SHA-256", "SHA-256", "HmacSHA256", "PBKDF2WithHmacSHA256", 32);

    private final String mechanism;
    private final String digest;
    private final String mac;
    private final String derivation;
    private final int bytes;

    /** Enough to check a password, or that somebody knows it; not enough to log in with it. */
    static final class Keys {

        private final byte[] stored;
        private final byte[] server;

        /**
         * @param stored the hash of the client's key
         * @param server the server's key
         */
        Keys(byte[] stored, byte[] server) {
            this.stored = stored;
            this.server = server;
        }

        byte[] stored() {
            return stored;
        }

        byte[] server() {
            return server;
        }
    }

    ScramHash(String mechanism, String digest, String mac, String derivation, int bytes) {
        this.mechanism = mechanism;
        this.digest = digest;
        this.mac = mac;
        this.derivation = derivation;
        this.bytes = bytes;
    }

    static Optional<ScramHash> of(String mechanism) {
        return Arrays.stream(values())
                .filter(each -> each.mechanism.equals(mechanism))
                .findAny();
    }

    String mechanism() {
        return mechanism;
    }

    int bytes() {
        return bytes;
    }

    /** Takes long on purpose. */
    Keys keys(byte[] password, byte[] salt, int iterations) {
        return keys(derive(password, salt, iterations));
    }

    Keys keys(byte[] salted) {
        return new Keys(hash(hmac(salted, "Client Key")), hmac(salted, "Server Key"));
    }

    byte[] hash(byte[] message) {
        try {
            return MessageDigest.getInstance(digest).digest(message);
        } catch (GeneralSecurityException missing) {
            throw new IllegalStateException("this Java has no " + digest, missing);
        }
    }

    byte[] hmac(byte[] key, String message) {
        try {
            Mac function = Mac.getInstance(mac);
            function.init(new SecretKeySpec(key, mac));
            return function.doFinal(message.getBytes(StandardCharsets.UTF_8));
        } catch (GeneralSecurityException missing) {
            throw new IllegalStateException("this Java has no " + mac, missing);
        }
    }

    private byte[] derive(byte[] password, byte[] salt, int iterations) {
        CharBuffer decoded = StandardCharsets.UTF_8.decode(ByteBuffer.wrap(password));
        char[] letters = new char[decoded.remaining()];
        decoded.get(letters);
        PBEKeySpec spec = new PBEKeySpec(letters, salt, iterations, bytes * Byte.SIZE);
        try {
            return SecretKeyFactory.getInstance(derivation).generateSecret(spec).getEncoded();
        } catch (GeneralSecurityException missing) {
            throw new IllegalStateException("this Java has no " + derivation, missing);
        } finally {
            spec.clearPassword();
            Arrays.fill(letters, '\0');
            Arrays.fill(decoded.array(), '\0');
        }
    }
}
