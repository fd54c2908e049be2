// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.server.users;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.LongSupplier;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Remembers for a while which passwords were right, so that many connections of one application do not each cost a slow
 * hash. Holds no password: only a MAC, under a key of this process, of user, password and stored hash, so that a changed
 * password is not found. Bounded; thread-safe.
 */
final class VerifiedCache {

    private static final int MAX_ENTRIES = 10_000;
    private static final String ALGORITHM = "HmacSHA256";

    private final SecretKeySpec key;
    private final long lifeNanos;
    private final LongSupplier clock;
    private final Map<ByteBuffer, Long> verified = new LinkedHashMap<>() {
        @Override
        protected boolean removeEldestEntry(Map.Entry<ByteBuffer, Long> eldest) {
            return size() > MAX_ENTRIES;
        }
    };

    VerifiedCache(Duration life, LongSupplier clock) {
        byte[] secret = new byte[32];
        new SecureRandom().nextBytes(secret);
        this.key = new SecretKeySpec(secret, ALGORITHM);
        this.lifeNanos = life.toNanos();
        this.clock = clock;
    }

    boolean contains(User user, byte[] password) {
        ByteBuffer entry = mac(user, password);
        synchronized (verified) {
            Long since = verified.get(entry);
            if (since == null) {
                return false;
            }
            if (clock.getAsLong() - since < lifeNanos) {
                return true;
            }
            verified.remove(entry);
            return false;
        }
    }

    void add(User user, byte[] password) {
        ByteBuffer entry = mac(user, password);
        synchronized (verified) {
            verified.put(entry, clock.getAsLong());
        }
    }

    private ByteBuffer mac(User user, byte[] password) {
        try {
            Mac mac = Mac.getInstance(ALGORITHM);
            mac.init(key);
            field(mac, user.name().getBytes(StandardCharsets.UTF_8));
            field(mac, user.password().toString().getBytes(StandardCharsets.UTF_8));
            field(mac, password);
            return ByteBuffer.wrap(mac.doFinal());
        } catch (GeneralSecurityException missing) {
            throw new IllegalStateException("this Java has no " + ALGORITHM, missing);
        }
    }

    private static void field(Mac mac, byte[] bytes) {
        mac.update(ByteBuffer.allocate(Integer.BYTES).putInt(bytes.length).flip());
        mac.update(bytes);
    }
}
