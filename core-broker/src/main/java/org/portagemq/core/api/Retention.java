// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.core.api;

/**
 * What a stream keeps: a message goes when either limit says so.
 *
 * @param maxAgeMs age in ms, or {@link #UNLIMITED}
 * @param maxBytes bytes of each partition, or {@link #UNLIMITED}
 */
public record Retention(long maxAgeMs, long maxBytes) {

    public static final long UNLIMITED = -1;
    public static final Retention FOREVER = new Retention(UNLIMITED, UNLIMITED);
}
