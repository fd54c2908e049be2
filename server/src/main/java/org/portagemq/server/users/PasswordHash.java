// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.server.users;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Base64;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;

/**
 * A password as it is stored: the keys of SCRAM (RFC 5802) for SHA-512 and SHA-256, which check passwords as well. Text form
 * {@code scram$iterations$salt$stored-512$server-512$stored-256$server-256}, all behind the iterations in base 64. The older
 * form {@code pbkdf2-sha512$iterations$salt$hash} is read as well: its keys for SHA-512 are computed from it, those for
 * SHA-256 are missing. Immutable. Checking a password takes a large part of a second on purpose: never do it on an event
 * loop.
 */
public final class PasswordHash {

    public static final int ITERATIONS = 210_000;

    private static final String SCHEME = "scram";
    private static final String OLD_SCHEME = "pbkdf2-sha512";
    private static final int SALT_BYTES = 16;
    private static final int MAX_ITERATIONS = 10_000_000;
    private static final int MAX_PASSWORD_BYTES = 4096;
    private static final SecureRandom RANDOM = new SecureRandom();

    private final int iterations;
    private final byte[] salt;
    private final Map<ScramHash, ScramHash.Keys> keys;

    private PasswordHash(int iterations, byte[] salt, Map<ScramHash, ScramHash.Keys> keys) {
        this.iterations = iterations;
        this.salt = salt;
        this.keys = keys;
    }

    /**
     * Hashes a new password.
     *
     * @throws IllegalArgumentException when it is empty, too long or not UTF-8
     */
    public static PasswordHash create(byte[] password) {
        return create(password, ITERATIONS);
    }

    static PasswordHash create(byte[] password, int iterations) {
        if (!isUsable(password)) {
            throw new IllegalArgumentException(
                    "a password has 1 to " + MAX_PASSWORD_BYTES + " bytes of UTF-8; choose another one");
        }
        byte[] salt = random(SALT_BYTES);
        Map<ScramHash, ScramHash.Keys> keys = new EnumMap<>(ScramHash.class);
        for (ScramHash hash : ScramHash.values()) {
            keys.put(hash, hash.keys(password, salt, iterations));
        }
        return new PasswordHash(iterations, salt, keys);
    }

    /** A hash that no password matches, and that takes as long to check as a true one. */
    static PasswordHash ofNobody(int iterations) {
        return ofNobody(iterations, random(SALT_BYTES));
    }

    /** The same with a salt that is known, so that a user who does not exist always has the same one. */
    static PasswordHash ofNobody(int iterations, byte[] salt) {
        Map<ScramHash, ScramHash.Keys> keys = new EnumMap<>(ScramHash.class);
        for (ScramHash hash : ScramHash.values()) {
            keys.put(hash, new ScramHash.Keys(random(hash.bytes()), random(hash.bytes())));
        }
        return new PasswordHash(iterations, Arrays.copyOf(salt, SALT_BYTES), keys);
    }

    private static byte[] random(int count) {
        byte[] bytes = new byte[count];
        RANDOM.nextBytes(bytes);
        return bytes;
    }

    /**
     * Reads the text form.
     *
     * @throws IllegalArgumentException when it is none
     */
    public static PasswordHash parse(String text) {
        String[] parts = text.split("\\$", -1);
        boolean old = parts.length == 4 && parts[0].equals(OLD_SCHEME);
        if (!old && !(parts.length == 7 && parts[0].equals(SCHEME))) {
            throw new IllegalArgumentException("not a password hash of the form " + SCHEME
                    + "$iterations$salt$stored-512$server-512$stored-256$server-256");
        }
        int iterations = Integer.parseInt(parts[1]);
        byte[] salt = Base64.getDecoder().decode(parts[2]);
        if (iterations < 1 || iterations > MAX_ITERATIONS || salt.length < 8) {
            throw new IllegalArgumentException("a password hash with impossible numbers");
        }
        Map<ScramHash, ScramHash.Keys> keys = new EnumMap<>(ScramHash.class);
        if (old) {
            keys.put(ScramHash.SHA_512, ScramHash.SHA_512.keys(decoded(parts[3], ScramHash.SHA_512)));
        } else {
            keys.put(ScramHash.SHA_512, keys(parts[3], parts[4], ScramHash.SHA_512));
            if (!parts[5].isEmpty()) {
                keys.put(ScramHash.SHA_256, keys(parts[5], parts[6], ScramHash.SHA_256));
            }
        }
        return new PasswordHash(iterations, salt, keys);
    }

    private static ScramHash.Keys keys(String stored, String server, ScramHash hash) {
        return new ScramHash.Keys(decoded(stored, hash), decoded(server, hash));
    }

    private static byte[] decoded(String text, ScramHash hash) {
        byte[] bytes = Base64.getDecoder().decode(text);
        if (bytes.length != hash.bytes()) {
            throw new IllegalArgumentException("a password hash with impossible numbers");
        }
        return bytes;
    }

    int iterations() {
        return iterations;
    }

    byte[] salt() {
        return salt.clone();
    }

    /** Empty for a password that was set before there were such keys. */
    Optional<ScramHash.Keys> keys(ScramHash hash) {
        return Optional.ofNullable(keys.get(hash));
    }

    /** Whether the password is the one. Always does the whole work. */
    public boolean matches(byte[] password) {
        boolean usable = isUsable(password);
        ScramHash.Keys derived = ScramHash.SHA_512.keys(usable ? password : new byte[] {'x'}, salt, iterations);
        return MessageDigest.isEqual(
                        derived.stored(), keys.get(ScramHash.SHA_512).stored())
                && usable;
    }

    @Override
    public String toString() {
        return SCHEME + "$" + iterations + "$" + Base64.getEncoder().encodeToString(salt) + text(ScramHash.SHA_512)
                + text(ScramHash.SHA_256);
    }

    private String text(ScramHash hash) {
        Base64.Encoder base64 = Base64.getEncoder();
        return keys(hash)
                .map(own -> "$" + base64.encodeToString(own.stored()) + "$" + base64.encodeToString(own.server()))
                .orElse("$$");
    }

    private static boolean isUsable(byte[] password) {
        if (password.length == 0 || password.length > MAX_PASSWORD_BYTES) {
            return false;
        }
        try {
            StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(password));
            return true;
        } catch (CharacterCodingException notText) {
            return false;
        }
    }
}
