// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.core.api;

/** When a durable message counts as stored. */
public enum FlushPolicy {
    /** As the namespace has it. */
    DEFAULT,
    /** On disk: survives a power cut. */
    SYNC,
    /** Handed to the operating system, on disk a little later: survives the end of the process. */
    ASYNC
}
