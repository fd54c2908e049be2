// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.client.consume;

/** Where a new group begins. */
public enum GroupStart {
    /** At the first message that is kept. */
    FIRST,
    /** At the next message that comes. */
    NEXT
}
