// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.client.admin;

import java.time.Instant;

/** From one time on, up to another one. */
public record TimeRange(Instant from, Instant to) {

    /** All that was. */
    public static TimeRange untilNow() {
        return new TimeRange(Instant.EPOCH, Instant.now().plusSeconds(1));
    }
}
