// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.client.error;

/** How far a request had come when it failed. */
public enum Phase {
    /** The server has not seen it. */
    QUEUED,
    /** The server may have seen it, and done what it asks for. */
    SENT
}
