// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.client.read;

/** What a reader does when the messages that it wants are not there, or not any more. */
public enum OutOfRange {
    /** The poll fails with {@link org.portagemq.client.error.OffsetOutOfRangeException}. */
    FAIL,
    /** It goes on at the first message. */
    EARLIEST,
    /** It goes on at the end. */
    LATEST,
    /** It goes on at the first message when it is before it, and at the end when it is beyond it. */
    NEAREST
}
