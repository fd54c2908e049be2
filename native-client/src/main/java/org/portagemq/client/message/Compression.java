// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.client.message;

/** Whether a body is made smaller before it is sent. Consumers get it as it was. */
public enum Compression {
    /** When it has 4 KiB or more, and becomes smaller by it. */
    AUTO,
    NEVER
}
