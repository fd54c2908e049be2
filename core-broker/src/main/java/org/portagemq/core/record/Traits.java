// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.core.record;

/**
 * What the index of a group keeps of a message besides its place, in one number: the priority (8 bits) and the bucket of
 * its ordering key (12 bits). Kept on disk: the function from key to bucket never changes.
 */
public final class Traits {

    /** Of messages without an ordering key. */
    public static final int NO_BUCKET = 0;

    /** Buckets have numbers from 1 to this. */
    public static final int BUCKETS = 4_095;

    private static final int BUCKET_SHIFT = 8;

    private Traits() {}

    /** The traits of a message with the ordering key, or with none if it is null. */
    public static int of(int priority, String orderingKey) {
        int bucket = orderingKey == null ? NO_BUCKET : bucket(orderingKey);
        return bucket << BUCKET_SHIFT | priority;
    }

    /** A key's bucket: the same for ever. */
    public static int bucket(String orderingKey) {
        int mixed = orderingKey.hashCode() * 0x9E3779B1;
        return 1 + (mixed >>> 8) % BUCKETS;
    }

    public static int priority(int traits) {
        return traits & 0xff;
    }

    public static int bucket(int traits) {
        return traits >>> BUCKET_SHIFT;
    }
}
