// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.core.record;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/** 128 bits of a cryptographic hash, which stand for a key: two keys never have the same in practice. */
public record KeyHash(long high, long low) {

    /** Odd, so that different numbers stay different, and without a pattern in its bits. */
    private static final long SPREAD = 0x9E3779B97F4A7C15L;

    /** The hash of a key of somebody in a namespace. */
    public static KeyHash of(int namespace, boolean ofTopic, String owner, String key) {
        byte[] ownerBytes = owner.getBytes(StandardCharsets.UTF_8);
        byte[] keyBytes = key.getBytes(StandardCharsets.UTF_8);
        ByteBuffer text = ByteBuffer.allocate(9 + ownerBytes.length + keyBytes.length)
                .putInt(namespace)
                .put((byte) (ofTopic ? 1 : 0))
                .putInt(ownerBytes.length)
                .put(ownerBytes)
                .put(keyBytes);
        try {
            ByteBuffer hash =
                    ByteBuffer.wrap(MessageDigest.getInstance("SHA-256").digest(text.array()));
            return new KeyHash(hash.getLong(), hash.getLong());
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("every Java has SHA-256", impossible);
        }
    }

    /** What all numbers of somebody in a namespace begin with: no key is empty. */
    public static KeyHash ofNumbers(int namespace, String owner) {
        return of(namespace, false, owner, "");
    }

    /**
     * Stands for a number of one whose numbers begin here. Those of one owner are different; those of two meet only where their
     * beginnings are as near to each other as two hashes of 128 bits never are.
     */
    public KeyHash number(long number) {
        return new KeyHash(high + number, low + number * SPREAD);
    }
}
