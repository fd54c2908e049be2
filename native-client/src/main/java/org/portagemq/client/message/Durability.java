// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.client.message;

/** When the broker says that it has a message. */
public enum Durability {
    /** When it is stored as the broker's policy says; usually, when it is on disk. */
    STORED,
    /** When it is written, before it is on disk. */
    WRITTEN
}
