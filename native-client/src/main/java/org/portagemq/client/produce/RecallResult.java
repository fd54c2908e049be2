// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.client.produce;

/** Whether a delayed message was taken back. */
public enum RecallResult {
    RECALLED,
    /** It is out, or gone. */
    TOO_LATE
}
