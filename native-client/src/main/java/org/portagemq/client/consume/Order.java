// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.client.consume;

/** Which order a push consumer keeps. */
public enum Order {
    NONE,
    /** Of messages that have one ordering key. */
    BY_KEY
}
