// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.server.users;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Base64;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.PBEKeySpec;

/**
 * A password as it is stored: PBKDF2 with HMAC-SHA-512. Text form {@code pbkdf2-sha512$iterations$salt$hash}, the last two
 * in base 64. Immutable. Checking one takes a large part of a second on purpose: never do it on an event loop.
 */
public final class PasswordHash {

    public static final int ITERATIONS = 210_000;

    private static final String SCHEME = "pbkdf2-sha512";
    private static final String ALGORITHM = "PBKDF2WithHmacSHA512";
    private static final int SALT_BYTES = 16;
    private static final int HASH_BYTES = 64;
    private static final int MAX_ITERATIONS = 10_000_000;
    private static final int MAX_PASSWORD_BYTES = 4096;
    private static final SecureRandom RANDOM = new SecureRandom();

    private final int iterations;
    private final byte[] salt;
    private final byte[] hash;

    private PasswordHash(int iterations, byte[] salt, byte[] hash) {
        this.iterations = iterations;
        this.salt = salt;
        this.hash = hash;
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
        byte[] salt = new byte[SALT_BYTES];
        RANDOM.nextBytes(salt);
        return new PasswordHash(iterations, salt, derive(password, salt, iterations));
    }

    /** A hash that no password matches, and that takes as long to check as a true one. */
    static PasswordHash ofNobody(int iterations) {
        byte[] salt = new byte[SALT_BYTES];
        byte[] hash = new byte[HASH_BYTES];
        RANDOM.nextBytes(salt);
        RANDOM.nextBytes(hash);
        return new PasswordHash(iterations, salt, hash);
    }

    /**
     * Reads the text form.
     *
     * @throws IllegalArgumentException when it is none
     */
    public static PasswordHash parse(String text) {
        String[] parts = text.split("\\$", -1);
        if (parts.length != 4 || !parts[0].equals(SCHEME)) {
            throw new IllegalArgumentException("not a password hash of the form " + SCHEME + "$iterations$salt$hash");
        }
        int iterations = Integer.parseInt(parts[1]);
        byte[] salt = Base64.getDecoder().decode(parts[2]);
        byte[] hash = Base64.getDecoder().decode(parts[3]);
        if (iterations < 1 || iterations > MAX_ITERATIONS || salt.length < 8 || hash.length != HASH_BYTES) {
            throw new IllegalArgumentException("a password hash with impossible numbers");
        }
        return new PasswordHash(iterations, salt, hash);
    }

    /** Whether the password is the one. Always does the whole work. */
    public boolean matches(byte[] password) {
        boolean usable = isUsable(password);
        byte[] derived = derive(usable ? password : new byte[] {'x'}, salt, iterations);
        return MessageDigest.isEqual(derived, hash) && usable;
    }

    @Override
    public String toString() {
        Base64.Encoder base64 = Base64.getEncoder();
        return SCHEME + "$" + iterations + "$" + base64.encodeToString(salt) + "$" + base64.encodeToString(hash);
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

    private static byte[] derive(byte[] password, byte[] salt, int iterations) {
        CharBuffer decoded = StandardCharsets.UTF_8.decode(ByteBuffer.wrap(password));
        char[] letters = new char[decoded.remaining()];
        decoded.get(letters);
        PBEKeySpec spec = new PBEKeySpec(letters, salt, iterations, HASH_BYTES * Byte.SIZE);
        try {
            return SecretKeyFactory.getInstance(ALGORITHM).generateSecret(spec).getEncoded();
        } catch (GeneralSecurityException missing) {
            throw new IllegalStateException("this Java has no " + ALGORITHM, missing);
        } finally {
            spec.clearPassword();
            Arrays.fill(letters, '\0');
            Arrays.fill(decoded.array(), '\0');
        }
    }
}
