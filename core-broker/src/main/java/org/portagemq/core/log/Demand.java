// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.core.log;

/** What a turn of the core wants of its records. */
public enum Demand {
    /** Nothing: they may wait for the flush interval. */
    NONE,
    /** Written soon, so that a crash of the process loses nothing. */
    WRITE,
    /** Written and synced soon, so that a power cut loses nothing. */
    SYNC
}
