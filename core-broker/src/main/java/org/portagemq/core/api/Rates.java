// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.core.api;

/**
 * How fast messages come and go, per second: means that forget what was longer ago than some seconds.
 *
 * @param in messages that came to the group
 * @param out messages handed out, again or for the first time
 * @param acknowledged messages acknowledged
 */
public record Rates(double in, double out, double acknowledged) {

    public static final Rates NONE = new Rates(0, 0, 0);

    public Rates plus(Rates other) {
        return new Rates(in + other.in, out + other.out, acknowledged + other.acknowledged);
    }
}
